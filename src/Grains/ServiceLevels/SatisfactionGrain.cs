using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Entities;
using SalesFlow.Grains.Conversations;
using SalesFlow.Grains.Entities;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Grains.ServiceLevels;

/// <summary>The newest question of a conversation.</summary>
internal sealed record SatisfactionState : IFold<SatisfactionState>
{
    public int Question { get; init; }

    public string UserId { get; init; } = "";

    public string? AgentId { get; init; }

    public string Language { get; init; } = "ar";

    public SatisfactionScale Scale { get; init; }

    public bool Planned { get; init; }

    public DateTimeOffset PlannedAt { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    public int? Score { get; init; }

    public string? Skipped { get; init; }

    public SatisfactionState Apply(IDomainEvent e) => e switch
    {
        SatisfactionPlanned p => new SatisfactionState
        {
            Question = p.Question, UserId = p.UserId, AgentId = p.AgentId, Language = p.Language, Scale = p.Scale, Planned = true, PlannedAt = p.At, AskedAt = AskedAt,
        },
        SatisfactionAsked a => this with { Planned = false, AskedAt = a.At },
        SatisfactionSkipped s => this with { Planned = false, Skipped = s.Reason },
        SatisfactionAnswered a => this with { Score = a.Score },
        _ => this,
    };
}

/// <summary>When customers are asked, and which answer counts. Pure.</summary>
internal static class SatisfactionDecisions
{
    /// <summary>The timer under which the question is put into the conversation.</summary>
    public const string AskTimer = "ask";

    private static readonly int[] ButtonScores = [5, 3, 1];
    private static readonly int[] ListScores = [5, 4, 3, 2, 1];

    // The talk may still be closing: the last words of both come first.
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BusyWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Whose verdict a talk that a person ended asks for, or null where nobody is asked: whoever gives it back without a word has ended nothing, and
    /// where nobody answered there is nothing to judge.
    /// </summary>
    /// <param name="e">What ended it.</param>
    /// <param name="endedBy">The person who did, or null.</param>
    public static SatisfactionSubject? About(IDomainEvent e, string? endedBy)
    {
        return e switch
        {
            GivenBack { WroteBy: { } writer } given => Person(writer, given.UserId),
            // Where somebody held it, it was given back just before: then the question is planned already.
            ConversationStatusChanged { To: ConversationStatus.Resolved, Reason: "person", WroteBy: { } writer } when endedBy is not null => Person(writer, endedBy),
            ConversationStatusChanged { To: ConversationStatus.Resolved, Reason: "person", AgentId: { } agent } when endedBy is not null => new("", agent),
            _ => null,
        };

        // Who wrote in WhatsApp's own app has no name here: whoever ended it stands for them.
        static SatisfactionSubject Person(string writer, string ended) => new(writer == LeaseRules.BusinessApp ? ended : writer);
    }

    public static Decision Ended(
        SatisfactionState state, SatisfactionSubject about, string language, DateTimeOffset at, SatisfactionSettings settings, DateTimeOffset now)
    {
        if (!settings.Enabled || state.Planned) return Decision.Nothing;
        if (state.AskedAt is { } asked && at < asked.AddDays(settings.EveryDays)) return Decision.Nothing;
        // What comes long after the fact, from a log read anew, is no reason to write to anybody.
        if (now - at > GiveUp) return Decision.Nothing;
        return Decision.Accept(new SatisfactionPlanned(state.Question + 1, about.UserId, language, settings.Scale, now, about.AgentId)).DueAt(AskTimer, now + FirstWait);
    }

    /// <summary>What became of the attempt to ask.</summary>
    public static Decision Tried(SatisfactionState state, Outcome outcome, DateTimeOffset now)
    {
        if (!state.Planned) return Decision.Nothing;
        if (outcome.Accepted) return Decision.Accept(new SatisfactionAsked(state.Question, state.UserId, now, state.AgentId));
        if (outcome is { Refusal: Refusal.WrongStatus, Detail: "busy" } && now < state.PlannedAt + GiveUp) return Decision.Nothing.DueAt(AskTimer, now + BusyWait);
        return Decision.Accept(new SatisfactionSkipped(state.Question, outcome.Detail ?? outcome.Refusal.ToString(), now));
    }

    public static Decision Answered(SatisfactionState state, string payload, DateTimeOffset at)
    {
        if (SatisfactionAnswers.Read(payload) is not { } answer) return Decision.Refuse(Refusal.Invalid, "payload");
        // Buttons of an older question stay on the customer's screen: they are no answer to the newest.
        if (answer.Question != state.Question || (state.AskedAt is null && !state.Planned) || state.Score is not null) return Decision.Nothing;
        var answered = new SatisfactionAnswered(state.Question, state.UserId, answer.Score, at, state.AgentId);
        // Whoever answers was asked: the question went out, and whoever was to write that down died before.
        return state.Planned
            ? Decision.Accept(new SatisfactionAsked(state.Question, state.UserId, at, state.AgentId), answered).DueClear(AskTimer)
            : Decision.Accept(answered);
    }

    /// <summary>The question as the customer sees it.</summary>
    public static OutboundContent Question(SatisfactionState state)
    {
        string Text(string name) => ConversationTexts.Satisfaction(state.Language, name);
        return state.Scale == SatisfactionScale.Buttons
            ? new OutboundContent(OutboundKind.Buttons, Text("Question"),
                [.. ButtonScores.Select(s => new ReplyButton(SatisfactionAnswers.Payload(state.Question, s), Text("Button" + s)))])
            : new OutboundContent(OutboundKind.List, Text("Question"), ListButton: Text("List"), Rows:
                [.. ListScores.Select(s => new ListRow(SatisfactionAnswers.Payload(state.Question, s), Text("Row" + s), null))]);
    }
}

/// <summary>Asks the customer through the conversation, which decides whether it may be asked.</summary>
[GrainType("csat")]
internal sealed class SatisfactionGrain(
    [PersistentState("csat", EntityStorage.Provider)] IPersistentState<EntityRecord<SatisfactionState>> storage, TimeProvider clock)
    : EntityGrain<SatisfactionState>(storage, clock), ISatisfactionGrain
{
    private const string Purpose = "csat";

    public async Task<Outcome> Ended(string commandId, SatisfactionSubject about, string language, DateTimeOffset at)
    {
        var settings = await GrainFactory.GetGrain<ITeamSettingsGrain>(TenantKey.Format(Key.Tenant, TeamSettingsKey.Id)).Get();
        return await Execute(commandId, (s, now) => SatisfactionDecisions.Ended(s, about, language, at, settings.Satisfaction, now));
    }

    public Task<Outcome> Answered(string commandId, string payload, DateTimeOffset at) =>
        Execute(commandId, (s, _) => SatisfactionDecisions.Answered(s, payload, at));

    public Task<SatisfactionView?> Get() => Task.FromResult(State.Question == 0
        ? null
        : new SatisfactionView(State.Question, State.UserId, State.AskedAt, State.Score, State.Skipped, Version, State.AgentId));

    protected override async Task<DueOutcome> Due(string name)
    {
        if (!State.Planned) return await Fire(name, (_, _) => Decision.Nothing);
        var talk = GrainFactory.GetGrain<IConversationGrain>(TenantKey.Format(Key.Tenant, Key.Id));
        var outcome = await talk.SendUnasked(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"csat:{State.Question}"), Purpose, SatisfactionDecisions.Question(State), null);
        return await Fire(name, (s, now) => SatisfactionDecisions.Tried(s, outcome, now));
    }
}
