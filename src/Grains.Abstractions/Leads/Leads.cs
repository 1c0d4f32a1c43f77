using SalesFlow.Common;

namespace SalesFlow.Leads;

/// <summary>Somebody who may buy. Key: <c>tenant/{lead id}</c>; a lead that came from a contact has the contact's id.</summary>
[Alias("lead")]
public interface ILeadGrain : ITenantScoped
{
    /// <summary>Creates the lead unless it exists.</summary>
    [Alias("Open")]
    Task<Outcome> Open(string commandId, OpenLead command);

    /// <summary>Adds what a message showed: facts, signals of interest. Scores, qualifies, and opens a deal where that is earned.</summary>
    [Alias("Learn")]
    Task<Outcome> Learn(string commandId, LeadInsight insight);

    /// <summary>The customer wrote: silence is broken, follow-ups start over.</summary>
    [Alias("CustomerWrote")]
    Task<Outcome> CustomerWrote(string commandId, DateTimeOffset at);

    /// <summary>We answered and now wait: the follow-up cadence starts.</summary>
    [Alias("Answered")]
    Task<Outcome> Answered(string commandId, DateTimeOffset at);

    /// <summary>Moves the status by hand or by a rule; a lost lead needs a reason.</summary>
    [Alias("ChangeStatus")]
    Task<Outcome> ChangeStatus(string commandId, LeadStatus status, string? reason);

    /// <summary>The customer opted out: every timer stops.</summary>
    [Alias("StopFollowUps")]
    Task<Outcome> StopFollowUps(string commandId, string reason);

    /// <summary>The lead, or null.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<LeadView?> Get();
}

/// <summary>A lead's status. One set for all tenants.</summary>
[GenerateSerializer]
public enum LeadStatus
{
    /// <summary>Just came in.</summary>
    New = 0,
    /// <summary>We have answered.</summary>
    Contacted = 1,
    /// <summary>Worth a salesperson's time.</summary>
    Qualified = 2,
    /// <summary>Became a customer.</summary>
    Converted = 3,
    /// <summary>Will not buy; has a reason.</summary>
    Lost = 4,
}

/// <summary>How likely a lead buys soon, by its score.</summary>
[GenerateSerializer]
public enum Temperature
{
    /// <summary>Below the warm threshold.</summary>
    Cold = 0,
    /// <summary>Warm.</summary>
    Warm = 1,
    /// <summary>Hot: a person should act now.</summary>
    Hot = 2,
}

/// <summary>A new lead.</summary>
/// <param name="Name">Full name or null.</param>
/// <param name="Phone">E.164 or null.</param>
/// <param name="Source"><c>whatsapp</c>, <c>web</c>, <c>referral</c>, <c>import</c>, <c>affiliate</c>.</param>
/// <param name="ContactId">The contact, or null.</param>
/// <param name="ConversationId">The conversation that brought it, or null.</param>
/// <param name="Language"><c>ar</c> or <c>en</c>.</param>
/// <param name="Referral">An advertisement's id, where one brought the customer.</param>
[GenerateSerializer, Immutable, Alias("lead.open")]
public sealed record OpenLead(string? Name, string? Phone, string Source, string? ContactId, string? ConversationId, string Language, string? Referral = null);

/// <summary>What one message taught.</summary>
/// <param name="MessageId">The message that earned it: every reason of the score points to one.</param>
/// <param name="Facts">Facts by their name; a value replaces an earlier one.</param>
/// <param name="Signals">Signals of interest, by the names of <see cref="LeadSignals"/>.</param>
/// <param name="At">When it was said, UTC.</param>
[GenerateSerializer, Immutable, Alias("lead.insight")]
public sealed record LeadInsight(string MessageId, IReadOnlyDictionary<string, string> Facts, IReadOnlyList<string> Signals, DateTimeOffset At);

/// <summary>Names of facts, as agents give them.</summary>
public static class LeadFacts
{
    /// <summary>Company's name.</summary>
    public const string CompanyName = "company_name";
    /// <summary>Sector code, such as <c>healthcare</c>.</summary>
    public const string Sector = "sector";
    /// <summary>Number of employees, an integer.</summary>
    public const string Employees = "employees";
    /// <summary>Monthly budget in SAR, a number.</summary>
    public const string Budget = "budget_sar";
    /// <summary>When they want to start: <c>now</c>, <c>this_week</c>, <c>this_month</c>, <c>this_quarter</c>, <c>later</c>.</summary>
    public const string Timeline = "timeline";
    /// <summary>Role in the decision: <c>owner</c>, <c>ceo</c>, <c>manager</c>, <c>sales_manager</c>, <c>it_manager</c>, <c>employee</c>.</summary>
    public const string Role = "role";
    /// <summary>City.</summary>
    public const string City = "city";
    /// <summary>E-mail address.</summary>
    public const string Email = "email";
    /// <summary>What hurts today, a code such as <c>lost_leads</c>.</summary>
    public const string Need = "need";
    /// <summary>A date asked for, ISO 8601.</summary>
    public const string Date = "date";
    /// <summary>A time asked for, 24-hour clock.</summary>
    public const string Time = "time";

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> All { get; } = [CompanyName, Sector, Employees, Budget, Timeline, Role, City, Email, Need, Date, Time];
}

/// <summary>Names of signals that score.</summary>
public static class LeadSignals
{
    /// <summary>Answered us: engagement 5.</summary>
    public const string Replied = "replied";
    /// <summary>Asked a question: engagement 8.</summary>
    public const string AskedQuestion = "asked_question";
    /// <summary>Asked for a demo: engagement 15.</summary>
    public const string RequestedDemo = "requested_demo";
    /// <summary>Visited the site: engagement 3.</summary>
    public const string VisitedSite = "visited_site";
    /// <summary>Opened an e-mail: engagement 2.</summary>
    public const string OpenedEmail = "opened_email";
    /// <summary>Clicked a link: engagement 5.</summary>
    public const string ClickedLink = "clicked_link";
    /// <summary>Attended a meeting: engagement 20.</summary>
    public const string AttendedMeeting = "attended_meeting";
    /// <summary>Asked for prices: engagement 12.</summary>
    public const string RequestedPricing = "requested_pricing";
    /// <summary>Asked what it costs: budget 5.</summary>
    public const string AskedPrice = "asked_price";
    /// <summary>Compared with competitors: budget 8.</summary>
    public const string ComparedCompetitors = "compared_competitors";
    /// <summary>Spoke of return on investment: budget 10.</summary>
    public const string DiscussedRoi = "discussed_roi";
    /// <summary>Named a budget: budget 12.</summary>
    public const string MentionedBudget = "mentioned_budget";
    /// <summary>Ready to pay: budget 15.</summary>
    public const string ReadyToPay = "ready_to_pay";
    /// <summary>Only looking: timing 3.</summary>
    public const string Exploring = "exploring";
    /// <summary>Evaluating: timing 6.</summary>
    public const string Evaluating = "evaluating";
    /// <summary>Deciding: timing 8.</summary>
    public const string Deciding = "deciding";
    /// <summary>Urgent: timing 10.</summary>
    public const string Urgent = "urgent";
}

/// <summary>One reason of a score.</summary>
/// <param name="Factor"><c>company_size</c>, <c>industry_fit</c>, <c>engagement</c>, <c>budget</c> or <c>timing</c>.</param>
/// <param name="Signal">The fact or signal.</param>
/// <param name="Points">Points before the factor's cap.</param>
/// <param name="MessageId">The message that earned it.</param>
[GenerateSerializer, Immutable, Alias("lead.reason")]
public sealed record ScoreReason(string Factor, string Signal, int Points, string MessageId);

/// <summary>A lead as it stands.</summary>
[GenerateSerializer, Immutable, Alias("lead.view")]
public sealed record LeadView(
    string LeadId, string? Name, string? Phone, string Source, LeadStatus Status, int Score, Temperature Temperature,
    IReadOnlyList<ScoreReason> Reasons, IReadOnlyDictionary<string, string> Facts, string? ContactId, string? ConversationId,
    string Language, string? DealId, int FollowUpsSent, DateTimeOffset CreatedAt, long Version);
