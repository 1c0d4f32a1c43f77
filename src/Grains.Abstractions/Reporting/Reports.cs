using SalesFlow.Feed;
using SalesFlow.ServiceLevels;

namespace SalesFlow.Reporting;

/// <summary>
/// Figures of a company, from counters that the projection keeps for each day of the company's calendar: no question reads a company's rows through.
/// </summary>
public interface IReports
{
    /// <summary>What was counted since the company began.</summary>
    Task<DayFigures> Lifetime(string tenant, CancellationToken ct);

    /// <summary>What the company did on each day of a range, oldest first; days without anything are left out.</summary>
    Task<IReadOnlyList<DayFigures>> Days(string tenant, DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>What each subject of a kind did in a range.</summary>
    Task<IReadOnlyDictionary<string, DayFigures>> Subjects(string tenant, ReportSubject kind, DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>Deals by currency, since the company began: those open now, won and lost.</summary>
    Task<IReadOnlyList<AmountFigures>> LifetimeAmounts(string tenant, CancellationToken ct);

    /// <summary>Deals won, lost and opened on each day of a range, of all, by person or by source; by name, day and currency.</summary>
    Task<IReadOnlyList<AmountFigures>> Amounts(string tenant, ReportSubject kind, DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>What happened, newest first; only of the kinds of entities named.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ActivityView>> Activity(string tenant, IReadOnlyCollection<string> entities, string? cursor, int limit, CancellationToken ct);
}

/// <summary>What a team works on now.</summary>
public interface ITeamBoards
{
    /// <summary>Cases of a state, those that wait longest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<ServiceCaseView>> Cases(string tenant, ServiceState state, string? cursor, int limit, CancellationToken ct);

    /// <summary>The queues. Counts of more than <see cref="QueueView.Cap"/> are given as that.</summary>
    Task<IReadOnlyList<QueueView>> Queues(string tenant, int staleLeadDays, int staleDealDays, DateTimeOffset now, CancellationToken ct);

    /// <summary>How many conversations each person holds now, and since when the oldest open case of theirs runs.</summary>
    Task<IReadOnlyDictionary<string, WorkloadView>> Workloads(string tenant, CancellationToken ct);

    /// <summary>Alerts, newest first: those nobody has taken notice of, or all.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<Page<AlertView>> Alerts(string tenant, bool openOnly, string? cursor, int limit, CancellationToken ct);

    /// <summary>One alert, or null.</summary>
    Task<AlertView?> Alert(string tenant, string id, CancellationToken ct);
}

/// <summary>About whom figures are.</summary>
public enum ReportSubject
{
    /// <summary>The whole company.</summary>
    Company = 0,
    /// <summary>A person of the team.</summary>
    User = 1,
    /// <summary>An AI agent.</summary>
    Agent = 2,
    /// <summary>Where leads came from.</summary>
    Source = 3,
}

/// <summary>What happened on a day, or in a range.</summary>
public sealed record DayFigures
{
    /// <summary>The day in the company's calendar; null where the figures are of more than one.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Leads that came in.</summary>
    public long LeadsNew { get; init; }

    /// <summary>Leads qualified.</summary>
    public long LeadsQualified { get; init; }

    /// <summary>Leads converted.</summary>
    public long LeadsConverted { get; init; }

    /// <summary>Leads lost.</summary>
    public long LeadsLost { get; init; }

    /// <summary>Messages of customers.</summary>
    public long MessagesIn { get; init; }

    /// <summary>
    /// Messages of agents, people and rules that the channel took, on the day on which it took them; what failed before that or still waits is none of
    /// them. Of one AI agent: the messages that it wrote.
    /// </summary>
    public long MessagesOut { get; init; }

    /// <summary>Those of them that a person wrote.</summary>
    public long HumanMessages { get; init; }

    /// <summary>Conversations begun.</summary>
    public long Conversations { get; init; }

    /// <summary>Times that a conversation was handed over to people.</summary>
    public long HandedOver { get; init; }

    /// <summary>Times that a person took a conversation.</summary>
    public long Taken { get; init; }

    /// <summary>Those of them that an agent had handed over with its summary.</summary>
    public long TakenAssisted { get; init; }

    /// <summary>Times that a person ended their work on a conversation.</summary>
    public long Resolved { get; init; }

    /// <summary>Runs of AI agents that answered.</summary>
    public long AgentRuns { get; init; }

    /// <summary>Those of them that fell back to the offline engine.</summary>
    public long AgentFallbacks { get; init; }

    /// <summary>Tokens read by models.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens written by models.</summary>
    public long OutputTokens { get; init; }

    /// <summary>What agents cost, in riyals to six places, as far as prices are known.</summary>
    public decimal AgentCostSar { get; init; }

    /// <summary>First answers of people to hand-overs.</summary>
    public long FirstResponses { get; init; }

    /// <summary>The sum of the seconds until them, in working time: by the hours under which each case began.</summary>
    public long FirstResponseSeconds { get; init; }

    /// <summary>Targets missed.</summary>
    public long Breaches { get; init; }

    /// <summary>Customers asked whether they were content.</summary>
    public long SatisfactionAsked { get; init; }

    /// <summary>Answers to that.</summary>
    public long SatisfactionAnswers { get; init; }

    /// <summary>The sum of their scores, 1 to 5 each.</summary>
    public long SatisfactionSum { get; init; }
}

/// <summary>Deals of a subject, a day and a currency.</summary>
/// <param name="Name">The person's id or the source; empty for the company.</param>
/// <param name="Day">The day; null for figures since the company began.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Opened">Deals opened on the day.</param>
/// <param name="OpenedValue">Their value now.</param>
/// <param name="Won">Deals won on the day and still won.</param>
/// <param name="WonValue">Their value.</param>
/// <param name="Lost">Deals lost on the day and still lost.</param>
/// <param name="LostValue">Their value.</param>
/// <param name="Open">Deals open now; only among figures since the company began.</param>
/// <param name="OpenValue">Their value.</param>
public sealed record AmountFigures(
    string Name, DateOnly? Day, string Currency, long Opened, decimal OpenedValue, long Won, decimal WonValue, long Lost, decimal LostValue, long Open,
    decimal OpenValue);

/// <summary>Something that happened.</summary>
/// <param name="Type">A stable word, such as <c>lead.created</c> or <c>deal.won</c>.</param>
/// <param name="Entity">The entity's kind.</param>
/// <param name="EntityId">The entity.</param>
/// <param name="Subject">Its name or title, or null.</param>
/// <param name="Detail">A word that completes it, such as a stage, a score or a reason; or null.</param>
/// <param name="Value">An amount, or null.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="UserId">Who did it, or null.</param>
/// <param name="At">When, UTC.</param>
public sealed record ActivityView(
    string Type, string Entity, string EntityId, string? Subject, string? Detail, decimal? Value, string? Currency, string? UserId, DateTimeOffset At);

/// <summary>A case in a list.</summary>
public sealed record ServiceCaseView(
    string ConversationId, string? CustomerName, int Case, ServiceState State, int Level, ServicePriority Priority, string Reason, string? HeldBy,
    DateTimeOffset StartedAt, DateTimeOffset? FirstResponseDueAt, DateTimeOffset? FirstRespondedAt, DateTimeOffset? ResolutionDueAt, bool Waiting,
    int? AlarmLevel, DateTimeOffset? AcknowledgeBy, string? AcknowledgedBy, long Version);

/// <summary>A queue: how many wait in it, and since when the oldest does.</summary>
/// <param name="Name"><c>stale_leads</c>, <c>missing_consents</c>, <c>waiting_conversations</c>, <c>sla_at_risk</c>, <c>sla_breached</c>, <c>stale_deals</c>, <c>unassigned_leads</c>.</param>
/// <param name="Count">How many.</param>
/// <param name="More">Whether there are more than the count says.</param>
/// <param name="Oldest">Since when the oldest waits, UTC; null for an empty queue, and where only a counter is kept.</param>
public sealed record QueueView(string Name, long Count, bool More, DateTimeOffset? Oldest)
{
    /// <summary>How far queues without a counter are counted.</summary>
    public const int Cap = 1000;
}

/// <summary>What somebody works on now.</summary>
/// <param name="OpenConversations">Conversations that they hold.</param>
/// <param name="OpenCases">Open cases among them, at most 1,000 of the company are looked at.</param>
/// <param name="OldestSince">Since when the oldest of those runs, or null.</param>
/// <param name="OpenLeads">New, contacted and qualified leads that are theirs.</param>
public sealed record WorkloadView(long OpenConversations, long OpenCases, DateTimeOffset? OldestSince, long OpenLeads = 0);

/// <summary>An alert.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind"><c>sla_breach</c>, <c>channel_notice</c>, <c>quota_warning</c>, <c>stale_deal</c> or <c>agent</c>: an agent that tells the team something.</param>
/// <param name="Severity"><c>warning</c> or <c>alarm</c>.</param>
/// <param name="Entity">The kind of entity that it is about.</param>
/// <param name="EntityId">Which one.</param>
/// <param name="Detail">A stable word or value that completes it.</param>
/// <param name="Level">The level told last, where a chain is told.</param>
/// <param name="At">When it was raised last, UTC.</param>
/// <param name="AcknowledgedBy">Who took notice, or null.</param>
/// <param name="AcknowledgedAt">When, or null.</param>
/// <param name="Open">Whether it still wants notice.</param>
public sealed record AlertView(
    string Id, string Kind, string Severity, string Entity, string EntityId, string Detail, int? Level, DateTimeOffset At, string? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt, bool Open);
