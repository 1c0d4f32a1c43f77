using System.Collections.Immutable;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Entities;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.Conversations;

/// <summary>What a conversation remembers: bounded, whatever its length. The whole talk stands in the messages table.</summary>
public sealed record ConversationState : IFold<ConversationState>
{
    /// <summary>How many lines are kept for agents.</summary>
    public const int LinesKept = 16;

    /// <summary>
    /// How many characters all lines keep together, the newest first; each of the older ones keeps the few below at least. The whole text is in the
    /// messages table.
    /// </summary>
    public const int TextKept = 8_000, LeastTextKept = 200;

    /// <summary>How many ids of unanswered messages are kept.</summary>
    public const int UnansweredKept = 64;

    /// <summary>How many sent messages are remembered in order to match statuses; older ones are matched by the projection.</summary>
    public const int SentKept = 8;

    /// <summary>Who is talking; null before the first message.</summary>
    public ConversationAddress? Address { get; init; }

    /// <summary>The lead.</summary>
    public string LeadId { get; init; } = string.Empty;

    /// <summary>The talk's language: that of the customer's last message with letters.</summary>
    public string Language { get; init; } = "ar";

    /// <summary>The last lines, oldest first.</summary>
    public ImmutableList<TalkLine> Lines { get; init; } = [];

    /// <summary>The number of the newest turn.</summary>
    public long Turn { get; init; }

    /// <summary>Ids of the customer's messages that no reply has answered yet, oldest first; a turn is open while there are any.</summary>
    public ImmutableList<string> Unanswered { get; init; } = [];

    /// <summary>When the open turn's first message came, UTC.</summary>
    public DateTimeOffset? TurnOpenedAt { get; init; }

    /// <summary>The newest inbound wamid.</summary>
    public string? LastWamid { get; init; }

    /// <summary>When the customer last wrote, UTC, as the channel says: the customer-service window counts from here.</summary>
    public DateTimeOffset? LastInboundAt { get; init; }

    /// <summary>Who answers.</summary>
    public Handler Handler { get; init; }

    /// <summary>The person who holds the conversation, or null.</summary>
    public string? HeldBy { get; init; }

    /// <summary>What people did with it; null where only agents were at work.</summary>
    public DeskState? Desk { get; init; }

    /// <summary>Whether the customer asked for silence.</summary>
    public bool OptedOut { get; init; }

    /// <summary>Why there is silence where not by the customer's own word here; null otherwise.</summary>
    public string? OptOutReason { get; init; }

    /// <summary>Whether the last thing asked was if silence is wanted.</summary>
    public bool OptOutAsked { get; init; }

    /// <summary>The newest question of satisfaction that the customer answered; null before the first.</summary>
    public int? VerdictOn { get; init; }

    /// <summary>The agent that answered last since the conversation was opened; null where none did.</summary>
    public string? AgentId { get; init; }

    /// <summary>What the agent asked to remember.</summary>
    public ImmutableDictionary<string, string> Memory { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What waits to be sent, in order.</summary>
    public ImmutableList<OutboxItem> Outbox { get; init; } = [];

    /// <summary>The last messages that left the outbox, oldest first.</summary>
    public ImmutableList<SentItem> Sent { get; init; } = [];

    /// <summary>The pair ledger: the instant until which the pair's allowance is spent.</summary>
    public DateTimeOffset PairSpentUntil { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>How many unasked messages went out since the customer last wrote, questions and thanks beside the matter left out.</summary>
    public int UnaskedInARow { get; init; }

    /// <summary>Instants of the last unasked messages, for the daily limit.</summary>
    public ImmutableList<DateTimeOffset> UnaskedAt { get; init; } = [];

    /// <summary>An answer that waits to be sent; null where none does.</summary>
    public HeldReply? Held { get; init; }

    /// <summary>Tokens that agents have used in this talk.</summary>
    public long Tokens { get; init; }

    /// <summary>What agents have cost in this talk, in riyals, as far as prices are known.</summary>
    public decimal CostSar { get; init; }

    /// <summary>Whether a turn waits for an answer.</summary>
    public bool TurnOpen => Unanswered.Count > 0;

    /// <inheritdoc/>
    public ConversationState Apply(IDomainEvent e)
    {
        var next = Spend(ApplyTalk(e), e);
        if (next.Held is not null && (Supersedes(e) || e is MessageRevoked && !next.TurnOpen)) next = next with { Held = null };
        var desk = DeskState.Apply(Desk, Handler, e);
        return ReferenceEquals(desk, next.Desk) ? next : next with { Desk = desk };
    }

    /// <summary>Whether an answer that waits is wanted no more after this: the talk has gone on, somebody else answers, or it has been sent.</summary>
    private static bool Supersedes(IDomainEvent e) => e is ReplyQueued or ReplyDropped or HandedOver or LeaseExpired or GivenBack
        or MessageReceived { Turn: not null } or MessageEdited { Turn: not null } or MessageQueued { By: not null }
        or MessageQueued { Purpose: ConversationPurposes.OptOutQuestion } or SalesFlow.Conversations.OptedOut { Reason: null };

    /// <summary>A run is paid once: where its answer waited, with that event.</summary>
    private static ConversationState Spend(ConversationState next, IDomainEvent e) => e switch
    {
        ReplyHeld h => next with
        {
            Tokens = next.Tokens + h.Reply.InputTokens + h.Reply.OutputTokens,
            CostSar = next.CostSar + (h.Reply.Trace?.CostSar ?? 0),
        },
        ReplyQueued { HeldVersion: null } q => next with
        {
            Tokens = next.Tokens + q.InputTokens + q.OutputTokens,
            CostSar = next.CostSar + (q.Trace?.CostSar ?? 0),
        },
        _ => next,
    };

    private ConversationState ApplyTalk(IDomainEvent e) => e switch
    {
        ReplyHeld h => this with { Held = new HeldReply(h.Turn, h.Reply, h.Band, h.Until, h.At, h.Version) },
        ConversationStarted s => this with
        {
            Address = new ConversationAddress(s.ContactId, s.PhoneNumberId, s.BusinessAccountId, s.To, s.Bsuid, s.CustomerName),
            LeadId = s.LeadId,
        },
        AddressChanged a => this with { Address = Address! with { To = a.To ?? Address.To, Bsuid = a.Bsuid ?? Address.Bsuid, Name = a.CustomerName ?? Address.Name } },
        MessageReceived m => OnReceived(m),
        MessageEdited m => OpenTurn(m.MessageId, m.Turn, m.At) with
        {
            Lines = Fit(Lines.ConvertAll(l => l.MessageId == m.MessageId ? l with { Text = m.Text ?? l.Text } : l)),
        },
        MessageRevoked m => this with { Lines = Lines.RemoveAll(l => l.MessageId == m.MessageId), Unanswered = Unanswered.Remove(m.MessageId) },
        ReplyQueued r => OnReply(r),
        MessageQueued q => this with
        {
            Outbox = Outbox.Add(new OutboxItem(q.Message.MessageId, q.Message.Content, null, MessageStatus.Queued, 0, null)),
            Lines = Line(q.Message.MessageId, false, q.Message.Content.Text ?? q.Message.Content.Template?.Name ?? "…", q.At),
            UnaskedInARow = q.By is null && !ConversationPurposes.IsAside(q.Purpose) ? UnaskedInARow + 1 : UnaskedInARow,
            UnaskedAt = q.By is null ? Last(UnaskedAt.Add(q.At), 8) : UnaskedAt,
            Unanswered = q.By is null ? Unanswered : [],
            OptOutAsked = q.Purpose == ConversationPurposes.OptOutQuestion,
        },
        SendStarted s => this with
        {
            Outbox = Outbox.ConvertAll(o => o.MessageId == s.MessageId ? o with { Status = MessageStatus.Sending, Attempt = s.Attempt, NotBefore = null } : o),
            PairSpentUntil = SendRules.SpendPair(PairSpentUntil, s.At),
        },
        SendDelayed d => this with
        {
            Outbox = Outbox.ConvertAll(o => o.MessageId == d.MessageId ? o with
            {
                Status = MessageStatus.Queued,
                NotBefore = d.NotBefore,
                PossibleDuplicate = o.PossibleDuplicate || o.Status == MessageStatus.Unknown,
            } : o),
        },
        MessageStatusChanged s => OnStatus(s),
        HandedOver h => this with { Handler = h.UserId is null ? Handler.HumanQueue : Handler.Human, HeldBy = h.UserId, Unanswered = [] },
        GivenBack g => ToAgents(g.Turn, g.At),
        LeaseExpired { ToAgents: true } x => ToAgents(x.Turn, x.At),
        LeaseExpired => this with { Handler = Handler.HumanQueue, HeldBy = null },
        ConversationStatusChanged { To: ConversationStatus.Resolved } => this with { AgentId = null },
        SalesFlow.Conversations.OptedOut { Reason: null } => this with { OptedOut = true, OptOutReason = null, Unanswered = [] },
        // Said elsewhere, it answers nothing that the customer asked here.
        SalesFlow.Conversations.OptedOut o => this with { OptedOut = true, OptOutReason = o.Reason },
        OptedIn => this with { OptedOut = false, OptOutReason = null },
        _ => this,
    };

    private ConversationState ToAgents(long? turn, DateTimeOffset at)
    {
        var free = this with { Handler = Handler.Agent, HeldBy = null };
        return turn is null ? free : free with { Turn = turn.Value, Unanswered = [.. LeaseRules.Waiting(this)], TurnOpenedAt = at };
    }

    /// <summary>What the business wrote from its own app is its answer: it opens no window and asks for none.</summary>
    private ConversationState OnReceived(MessageReceived m) => m.Kind == InboundKind.Echo ? this with
    {
        Lines = Line(m.MessageId, false, m.Text ?? "[echo]", m.SentAt),
    }
    : OpenTurn(m.MessageId, m.Turn, m.At) with
    {
        Lines = Line(m.MessageId, true, m.Text ?? $"[{m.Kind.ToString().ToLowerInvariant()}]", m.SentAt),
        Language = m.Language,
        LastWamid = m.MessageId,
        OptOutAsked = false,
        LastInboundAt = m.SentAt > (LastInboundAt ?? DateTimeOffset.MinValue) ? m.SentAt : LastInboundAt,
        UnaskedInARow = 0,
        VerdictOn = SatisfactionAnswers.Read(m.Payload) is { } verdict ? Math.Max(verdict.Question, VerdictOn ?? 0) : VerdictOn,
    };

    private ConversationState OpenTurn(string messageId, long? turn, DateTimeOffset at) => turn is null
        ? this
        : this with
        {
            Turn = turn.Value,
            Unanswered = Unanswered.Contains(messageId) ? Unanswered : Last(Unanswered.Add(messageId), UnansweredKept),
            TurnOpenedAt = TurnOpen ? TurnOpenedAt : at,
        };

    private ConversationState OnReply(ReplyQueued r)
    {
        var memory = Memory;
        foreach (var (name, value) in r.Memory) memory = value.Length == 0 ? memory.Remove(name) : memory.SetItem(name, value);
        var lines = Lines;
        foreach (var m in r.Messages) lines = lines.Add(new TalkLine(m.MessageId, false, m.Content.Text ?? "…", r.At));
        return this with
        {
            Unanswered = [],
            TurnOpenedAt = null,
            AgentId = r.Messages.Count > 0 ? r.AgentId : AgentId,
            Memory = memory,
            Lines = Fit(lines),
            Outbox = Outbox.AddRange(r.Messages.Select((m, i) => r.Sending && i == 0
                ? new OutboxItem(m.MessageId, m.Content, r.Turn, MessageStatus.Sending, 1, null)
                : new OutboxItem(m.MessageId, m.Content, r.Turn, MessageStatus.Queued, 0, null))),
            PairSpentUntil = r.Sending ? SendRules.SpendPair(PairSpentUntil, r.At) : PairSpentUntil,
        };
    }

    private ConversationState OnStatus(MessageStatusChanged s)
    {
        var item = Outbox.Find(o => o.MessageId == s.MessageId);
        if (item is not null)
        {
            // A question that never left has not been asked: the customer's next yes answers something else.
            var asked = OptOutAsked && !(s.Status == MessageStatus.Failed && OptOutQuestions.Is(item.Content));
            return s.Status is MessageStatus.Unknown
                ? this with { Outbox = Outbox.Replace(item, item with { Status = MessageStatus.Unknown }) }
                : this with { OptOutAsked = asked, Outbox = Outbox.Remove(item), Sent = Last(Sent.Add(new SentItem(s.MessageId, s.Wamid, s.Status)), SentKept) };
        }
        return this with
        {
            Sent = Sent.ConvertAll(x => x.MessageId == s.MessageId ? x with { Wamid = s.Wamid ?? x.Wamid, Status = s.Status } : x),
        };
    }

    private ImmutableList<TalkLine> Line(string id, bool fromCustomer, string text, DateTimeOffset at) =>
        Fit(Lines.Add(new TalkLine(id, fromCustomer, text, at)));

    /// <summary>
    /// The last lines, cut so that a talk of long messages stays small. The newest are whole, since agents answer them; what comes before is context.
    /// </summary>
    private static ImmutableList<TalkLine> Fit(ImmutableList<TalkLine> lines)
    {
        var kept = Last(lines, LinesKept);
        if (kept.Sum(l => l.Text.Length) <= TextKept) return kept;
        var room = TextKept;
        var fitted = kept.ToBuilder();
        for (var i = fitted.Count - 1; i >= 0; i--)
        {
            var most = Math.Max(room, LeastTextKept);
            if (fitted[i].Text is var text && text.Length > most) fitted[i] = fitted[i] with { Text = Cut(text, most) };
            room -= fitted[i].Text.Length;
        }
        return fitted.ToImmutable();
    }

    private static string Cut(string text, int most) => text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";

    private static ImmutableList<T> Last<T>(ImmutableList<T> list, int keep) => list.Count <= keep ? list : list.RemoveRange(0, list.Count - keep);
}

/// <summary>An answer that waits.</summary>
/// <param name="Turn">The turn that it answers.</param>
/// <param name="Reply">The answer.</param>
/// <param name="Band"><c>soft</c> or <c>hold</c>.</param>
/// <param name="Until">When it goes by itself, UTC, or null.</param>
/// <param name="At">Since when, UTC.</param>
/// <param name="Version">The conversation's version with which it began to wait.</param>
public sealed record HeldReply(long Turn, TurnReply Reply, string Band, DateTimeOffset? Until, DateTimeOffset At, long Version);

/// <summary>A message that waits to be sent.</summary>
/// <param name="MessageId">Our id.</param>
/// <param name="Content">What to send.</param>
/// <param name="Turn">The turn that it answers, or null.</param>
/// <param name="Status">Queued, sending or unknown.</param>
/// <param name="Attempt">How many attempts were begun.</param>
/// <param name="NotBefore">The next attempt's earliest instant, or null for at once.</param>
/// <param name="PossibleDuplicate">An earlier attempt ended unknown and no status told of it.</param>
public sealed record OutboxItem(
    string MessageId, OutboundContent Content, long? Turn, MessageStatus Status, int Attempt, DateTimeOffset? NotBefore, bool PossibleDuplicate = false);

/// <summary>A message that was sent or failed for good.</summary>
public sealed record SentItem(string MessageId, string? Wamid, MessageStatus Status);

/// <summary>Why a message was queued that answers no turn.</summary>
public static class ConversationPurposes
{
    /// <summary>Written by a person.</summary>
    public const string Human = "human";

    /// <summary>The one confirmation of an opt-out.</summary>
    public const string OptOutConfirmation = "opt_out_confirmation";

    /// <summary>The question whether silence is really wanted.</summary>
    public const string OptOutQuestion = "opt_out_question";

    /// <summary>The question whether a customer was content, and the thanks for the answer.</summary>
    public const string Satisfaction = "csat", SatisfactionThanks = "csat_thanks";

    /// <summary>Whether a message is no attempt to win the customer, so that it takes no follow-up's place.</summary>
    public static bool IsAside(string purpose) => purpose is OptOutConfirmation or OptOutQuestion or Satisfaction or SatisfactionThanks;
}
