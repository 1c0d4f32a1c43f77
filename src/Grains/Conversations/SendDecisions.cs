using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>How messages leave the outbox: one at a time, in order, with the intent written before the attempt.</summary>
internal static class SendDecisions
{
    /// <summary>Adds to a decision what starts the outbox's head, if it may go now, or the timer at which it may.</summary>
    internal static Decision StartNext(ConversationState before, Decision decision, ConversationOptions options, DateTimeOffset now)
    {
        var state = before;
        foreach (var e in decision.Events) state = state.Apply(e);
        if (state.Outbox is [var head, ..] && Silenced(head, state.Handler))
            return StartNext(before, decision.And([.. Unsaid(state, head, now)]), options, now);
        var (next, later) = SendRules.Next(state, now);
        if (next is not null && Hindrance(state, next, now) is { } hindrance)
        {
            // Decided at the moment of sending: the window has closed, or silence was asked for, while the message waited.
            return StartNext(before, decision.And(Unsent(next, hindrance, now)), options, now);
        }
        if (next is not null)
        {
            var started = decision.Events.OfType<ReplyQueued>().FirstOrDefault(r => r.Messages.Count > 0 && r.Messages[0].MessageId == next.MessageId) is { } reply
                ? decision.Instead(reply, reply with { Sending = true })
                : decision.And(new SendStarted(next.MessageId, next.Attempt + 1, now));
            return started.DueAt(DueNames.Send, now + options.SendLease);
        }
        if (later is { } at) return decision.DueAt(DueNames.Send, at);
        return state.Outbox.Count == 0 ? decision.DueClear(DueNames.Send) : decision;
    }

    /// <summary>A person begins to hold the conversation: what agents said and what has not left stays unsaid. The outbox goes on behind.</summary>
    internal static Decision Silence(ConversationState state, Decision decision, DateTimeOffset now)
    {
        var silenced = state.Outbox.FindAll(o => Silenced(o, Handler.Human));
        if (silenced.Count == 0) return decision;
        var held = decision.Events.Aggregate(state, (s, e) => s.Apply(e));
        decision = decision.And([.. silenced.SelectMany(o => Unsaid(held, o, now))]);
        return Silenced(state.Outbox[0], Handler.Human) ? decision.DueAt(DueNames.Send, now) : decision;
    }

    /// <summary>The order for the message that is being sent, or null where none is.</summary>
    internal static SendOrder? OrderUnderWay(ConversationState state, string conversationId, DateTimeOffset now)
    {
        if (state.Address is not { } a || state.Outbox.Count == 0 || state.Outbox[0] is not { Status: MessageStatus.Sending } head) return null;
        return new SendOrder(head.MessageId, head.Attempt, conversationId, a.PhoneNumberId, a.BusinessAccountId, a.To, a.Bsuid, head.Content,
            !SendRules.WindowOpen(state.LastInboundAt, now), head.PossibleDuplicate);
    }

    /// <summary>What the outcome of an attempt comes to. An outcome of an attempt that is no longer under way changes nothing.</summary>
    internal static Decision Record(
        ConversationState state, string messageId, int attempt, SendResult result, ConversationOptions options, DateTimeOffset now)
    {
        var head = state.Outbox.Find(o => o.MessageId == messageId);
        if (head is null || head.Attempt != attempt || head.Status is not (MessageStatus.Sending or MessageStatus.Unknown)) return Decision.Nothing;

        MessageStatusChanged Status(MessageStatus status) => new(messageId, result.Wamid, status, result.ErrorCode, result.Reason, null, null, now);
        switch (result.Kind)
        {
            case SendResultKind.Sent:
                return StartNext(state, Decision.Accept(Status(MessageStatus.Sent)), options, now);
            case SendResultKind.Delay or SendResultKind.NumberStopped when attempt < SendRules.MaxAttempts || result.Kind == SendResultKind.NumberStopped:
                var wait = result.RetryAfter ?? SendRules.Backoff(attempt, messageId);
                var delayed = Decision.Accept(new SendDelayed(messageId, attempt, result.ErrorCode, result.Reason ?? "delayed", now + wait, now));
                // What is not to be said any more is not tried again, and keeps nothing of a person's waiting.
                return Unwanted(head, state.Handler)
                    ? StartNext(state, delayed, options, now)
                    : delayed.DueAt(DueNames.Send, now + wait);
            case SendResultKind.Unknown:
                return Decision.Accept(Status(MessageStatus.Unknown)).DueAt(DueNames.Send, now + options.UnknownHold);
            case SendResultKind.ConsentWithdrawn:
                var withdrawn = Decision.Accept(Status(MessageStatus.Failed));
                if (!state.OptedOut) withdrawn = withdrawn.And(new OptedOut(messageId, true, now)).DueAt(DueNames.Consent, now);
                return StartNext(state, withdrawn, options, now);
            default:
                return StartNext(state, Decision.Accept(Status(MessageStatus.Failed)), options, now);
        }
    }

    /// <summary>The outbox's timer is due: the head's lease has run out, its hold has ended, or its time has come.</summary>
    internal static Decision Due(ConversationState state, ConversationOptions options, DateTimeOffset now)
    {
        if (state.Outbox.Count == 0) return Decision.Nothing;
        var head = state.Outbox[0];
        return head.Status switch
        {
            // The silo that tried is gone, or never came back: nobody knows whether the channel has the message.
            MessageStatus.Sending => Decision.Accept(new MessageStatusChanged(head.MessageId, null, MessageStatus.Unknown, null, "no_outcome", null, null, now))
                .DueAt(DueNames.Send, now + options.UnknownHold),
            MessageStatus.Unknown when head.Attempt >= SendRules.MaxAttempts => StartNext(state, Decision.Accept(
                new MessageStatusChanged(head.MessageId, null, MessageStatus.Failed, null, "unknown_outcome", null, null, now)), options, now),
            // No status told within the hold: most likely it never arrived. Tried again, and marked.
            MessageStatus.Unknown => StartNext(state, Decision.Accept(
                new SendDelayed(head.MessageId, head.Attempt, null, "possible_duplicate", now, now)), options, now),
            _ => StartNext(state, Decision.Nothing, options, now),
        };
    }

    /// <summary>Takes in statuses: each moves its message forward or changes nothing.</summary>
    internal static Decision Statuses(ConversationState state, IReadOnlyList<StatusUpdate> updates, ConversationOptions options, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        var decision = Decision.Nothing;
        var current = state;
        foreach (var u in updates)
        {
            var known = current.Outbox.Find(o => o.MessageId == u.MessageId) is { } waiting
                ? (waiting.MessageId, waiting.Status)
                : current.Sent.Find(s => s.MessageId == u.MessageId || s.Wamid == u.Wamid) is { } sent ? (sent.MessageId, sent.Status) : default;
            var id = known.MessageId ?? u.MessageId;
            if (id is null || (known.MessageId is not null && u.Status <= known.Status)) continue;
            var e = new MessageStatusChanged(id, u.Wamid, u.Status, u.ErrorCode, u.ErrorCode is { } code ? $"code_{code}" : null, u.Billable, u.Category, now);
            decision = decision.And(e);
            current = current.Apply(e);
        }
        // A status that settles the head of the outbox lets the next one go.
        return current.Outbox.Count < state.Outbox.Count ? StartNext(state, decision, options, now) : decision;
    }

    /// <summary>A person writes.</summary>
    internal static Decision Human(
        ConversationState state, string commandId, string userId, OutboundContent content, ConversationOptions options, DateTimeOffset now,
        InboxSettings? terms = null)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        if (LeaseRules.HeldByAnother(state, userId, now)) return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
        // Whoever asked for silence is answered when they write, and never written to first.
        if (content.Kind == OutboundKind.Template && state.OptedOut) return Decision.Refuse(Refusal.NoConsent);
        if (content.Kind != OutboundKind.Template && !SendRules.WindowOpen(state.LastInboundAt, now)) return Decision.Refuse(Refusal.WindowClosed);
        if (content.Kind == OutboundKind.Text && string.IsNullOrWhiteSpace(content.Text)) return Decision.Refuse(Refusal.Invalid, "text");
        if (content.Text?.Length > ReplyGuards.MaxText) return Decision.Refuse(Refusal.Invalid, "text");
        if (content.Kind is OutboundKind.Image or OutboundKind.Video or OutboundKind.Audio or OutboundKind.Document && string.IsNullOrEmpty(content.MediaId))
            return Decision.Refuse(Refusal.Invalid, "media.id");
        // What agents said and what has not left stays unsaid from here on: it takes nobody's place.
        if (state.Outbox.Count >= MaxOutbox || SizeOf(state.Outbox.Where(o => !Silenced(o, Handler.Human)).Select(o => o.Content)) + SizeOf([content]) > MaxOutboxText)
            return Decision.Refuse(Refusal.LimitReached, "outbox");
        var decision = Decision.Accept(
            new MessageQueued(new QueuedMessage(MessageIds.Command(commandId), content), ConversationPurposes.Human, userId, now)).DueClear(DueNames.Turn);
        var holds = LeaseRules.Held(state, now) && state.HeldBy == userId;
        if (!holds)
        {
            var hold = LeaseDecisions.Hold("taken_over", userId, state.Handler == Handler.Human ? state.HeldBy : null, terms, now);
            decision = decision.And([.. hold.Events]).DueAt(DueNames.Lease, LeaseRules.Until(terms, now));
        }
        else if (LeaseRules.Renewal(state, terms, now) is { } renewal)
        {
            decision = decision.And(renewal).DueAt(DueNames.Lease, renewal.Until);
        }
        return StartNext(state, LeaseDecisions.Open(state, decision, now), options, now);
    }

    /// <summary>A message that nobody asked for.</summary>
    internal static Decision Unasked(
        ConversationState state, string commandId, string purpose, OutboundContent within, OutboundContent? template, ConversationOptions options, DateTimeOffset now)
    {
        if (state.Address is null) return Decision.Refuse(Refusal.NotFound);
        if (state.OptedOut) return Decision.Refuse(Refusal.NoConsent);
        if (state.Handler != Handler.Agent) return Decision.Refuse(Refusal.HeldByHuman, state.HeldBy);
        if (state.TurnOpen || state.Outbox.Count > 0) return Decision.Refuse(Refusal.WrongStatus, "busy");
        if (state.UnaskedInARow >= MaxUnaskedInARow) return Decision.Refuse(Refusal.LimitReached, Leads.LeadCadence.InARow);
        if (state.UnaskedAt.Count(at => at > now.AddDays(-1)) >= MaxUnaskedADay) return Decision.Refuse(Refusal.LimitReached, "a_day");
        if (state.UnaskedAt.Count > 0 && state.UnaskedAt[^1] > now - MinUnaskedGap) return Decision.Refuse(Refusal.LimitReached, "gap");
        var content = SendRules.WindowOpen(state.LastInboundAt, now) ? within : template;
        if (content is null) return Decision.Refuse(Refusal.WindowClosed);
        var queued = new MessageQueued(new QueuedMessage(MessageIds.Command(commandId), content), purpose, null, now);
        return StartNext(state, Decision.Accept(queued), options, now);
    }

    /// <summary>An outbox longer than this refuses more: a person's messages wait for a stopped number in vain.</summary>
    internal const int MaxOutbox = 50;

    /// <summary>The most characters of all that waits to be sent: the conversation's state holds them, and has to stay small.</summary>
    internal const int MaxOutboxText = 20_000;

    /// <summary>
    /// Makes room for an agent's answer where the outbox is full, as while a number is stopped: what agents said before and what has not left gives way,
    /// the oldest first. The head stays, since its time to wait holds for all behind it.
    /// </summary>
    internal static Decision MakeRoom(ConversationState state, IReadOnlyList<OutboundContent> answer, DateTimeOffset now)
    {
        var decision = Decision.Nothing;
        var size = SizeOf(state.Outbox.Select(o => o.Content)) + SizeOf(answer);
        var count = state.Outbox.Count + answer.Count;
        foreach (var item in state.Outbox.Skip(1).Where(o => o is { Turn: not null, Status: MessageStatus.Queued }))
        {
            if (size <= MaxOutboxText && count <= MaxOutbox) break;
            decision = decision.And(Unsent(item, "superseded", now));
            size -= SizeOf([item.Content]);
            count--;
        }
        return decision;
    }

    /// <summary>How many characters contents hold.</summary>
    private static int SizeOf(IEnumerable<OutboundContent> contents) => contents.Sum(c =>
        (c.Text?.Length ?? 0) + (c.ListButton?.Length ?? 0) + (c.FileName?.Length ?? 0)
        + (c.Buttons?.Sum(b => b.Id.Length + b.Title.Length) ?? 0)
        + (c.Rows?.Sum(r => r.Id.Length + r.Title.Length + (r.Description?.Length ?? 0)) ?? 0)
        + (c.Template?.BodyValues.Sum(v => v.Length) ?? 0) + (c.Template?.HeaderValue?.Length ?? 0) + (c.Template?.ButtonValues?.Values.Sum(v => v.Length) ?? 0));

    private const int MaxUnaskedInARow = 3;
    private const int MaxUnaskedADay = 5;
    private static readonly TimeSpan MinUnaskedGap = TimeSpan.FromMinutes(30);

    private const string TakenOver = "taken_over";

    /// <summary>
    /// Whether an item is not to be said any more: an agent's answer where a person holds the conversation, and the question whether silence is wanted where
    /// one holds it or is to take it.
    /// </summary>
    private static bool Unwanted(OutboxItem item, Handler handler) =>
        OptOutQuestions.Is(item.Content) ? handler != Handler.Agent : item.Turn is not null && handler == Handler.Human;

    /// <summary>Whether an item is not to be said any more, and no attempt to is under way or in doubt.</summary>
    private static bool Silenced(OutboxItem item, Handler handler) => item.Status == MessageStatus.Queued && Unwanted(item, handler);

    /// <summary>What becomes of an item that is not to be said; a question that was not asked is a person's to ask.</summary>
    private static IEnumerable<IDomainEvent> Unsaid(ConversationState state, OutboxItem item, DateTimeOffset now) => OptOutQuestions.Is(item.Content)
        ? [Unsent(item, TakenOver, now), OptOutQuestions.Doubt(state, item, now)]
        : [Unsent(item, TakenOver, now)];

    private static MessageStatusChanged Unsent(OutboxItem item, string reason, DateTimeOffset now) =>
        new(item.MessageId, null, MessageStatus.Failed, null, reason, null, null, now);

    /// <summary>Why a message may not go now, or null.</summary>
    private static string? Hindrance(ConversationState state, OutboxItem item, DateTimeOffset now) =>
        item.Content.Kind == OutboundKind.Template ? state.OptedOut ? "no_consent" : null
        : SendRules.WindowOpen(state.LastInboundAt, now) ? null : "window_closed";
}
