using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Leads;

/// <summary>
/// Somebody who may buy. Key: <c>tenant/{lead id}</c>; a lead that came from a contact has the contact's id. A lead that was merged into another
/// hands what channels and agents bring on to the other one; what people want of it is refused.
/// </summary>
[Alias("lead")]
public interface ILeadGrain : ITenantScoped
{
    /// <summary>
    /// Creates the lead unless it exists. Its phone and e-mail are claimed first: where another lead has one of them, the command is refused as
    /// taken, with that lead's id as the detail, unless duplicates are allowed. What a conversation brings is never refused.
    /// </summary>
    [Alias("Open")]
    [Requires(Permission.LeadsWrite)]
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
    [Requires(Permission.LeadsWrite)]
    Task<Outcome> ChangeStatus(string commandId, LeadStatus status, string? reason, long? expectedVersion = null);

    /// <summary>
    /// A person corrects the record. What they said of a fact holds from then on against what agents learn. A new phone or e-mail is claimed, as on
    /// creation.
    /// </summary>
    [Alias("Edit")]
    [Requires(Permission.LeadsWrite)]
    Task<Outcome> Edit(string commandId, LeadEdit edit, long? expectedVersion);

    /// <summary>
    /// Gives the lead to a user, or to nobody. Taking one that nobody has, and letting go of one's own, needs <see cref="Permission.LeadsWrite"/>;
    /// everything else <see cref="Permission.LeadsAssign"/>.
    /// </summary>
    [Alias("Assign")]
    [Requires(Permission.LeadsWrite)]
    Task<Outcome> Assign(string commandId, string? userId, long? expectedVersion);

    /// <summary>Has the rules find an owner anew, now. Where they find nobody, it stays with whoever has it.</summary>
    /// <param name="commandId">Makes a repeat harmless.</param>
    /// <param name="expectedVersion">The version seen, or null for whichever.</param>
    /// <param name="except">Who is not to have it, or null.</param>
    [Alias("AssignByRules")]
    [Requires(Permission.LeadsAssign)]
    Task<Outcome> AssignByRules(string commandId, long? expectedVersion, string? except = null);

    /// <summary>
    /// Marks the lead as won: links its customer's contact, or makes one, and the deal where one is named; opens one where that is asked for and the
    /// lead has none.
    /// </summary>
    [Alias("Convert")]
    [Requires(Permission.LeadsWrite)]
    Task<Outcome> Convert(string commandId, string? dealId, bool openDeal, long? expectedVersion);

    /// <summary>A deal was opened for the lead, or given to it: it becomes the lead's deal where it has none.</summary>
    [Alias("LinkDeal")]
    [Requires(Permission.DealsWrite)]
    Task<Outcome> LinkDeal(string commandId, string dealId);

    /// <summary>Puts the lead away: lists no longer show it, its timers stop, its phone and e-mail are free for others.</summary>
    [Alias("Delete")]
    [Requires(Permission.LeadsDelete)]
    Task<Outcome> Delete(string commandId, long? expectedVersion);

    /// <summary>Takes a deleted lead back. Refused as taken where another lead has its phone or e-mail by now, unless duplicates are allowed.</summary>
    [Alias("Restore")]
    [Requires(Permission.LeadsDelete)]
    Task<Outcome> Restore(string commandId, bool allowDuplicate, long? expectedVersion);

    /// <summary>
    /// Another lead is the same person: what this one lacks is taken from it, its names lead here, and it hands everything on. Accepted once the merge
    /// has begun; what a crash leaves undone is finished by a timer.
    /// </summary>
    [Alias("Merge")]
    [Requires(Permission.LeadsMerge)]
    Task<Outcome> Merge(string commandId, string otherLeadId, long? expectedVersion);

    /// <summary>Undoes a merge: both leads are as they were before, and what happened since stays here.</summary>
    [Alias("Unmerge")]
    [Requires(Permission.LeadsMerge)]
    Task<Outcome> Unmerge(string commandId, string otherLeadId, long? expectedVersion);

    /// <summary>This lead goes into another: a step of that one's merge. Repeating it answers the same.</summary>
    [Alias("JoinInto")]
    [Requires(Permission.LeadsMerge)]
    Task<LeadView?> JoinInto(string mergeId, string survivorId);

    /// <summary>This lead stands by itself again: the last step of the other one's undoing.</summary>
    [Alias("StandAlone")]
    [Requires(Permission.LeadsMerge)]
    Task<Outcome> StandAlone(string commandId, string survivorId, IReadOnlyList<string> names);

    /// <summary>Somebody may take work now who could not before: a lead without an owner is assigned, and one that needs none says
    /// so. Where this call is lost it is made again.</summary>
    [Alias("TryAssign")]
    [Orleans.Concurrency.OneWay]
    Task TryAssign();

    /// <summary>Whether a name (see <see cref="ILeadAliasGrain"/>) is this lead's.</summary>
    [Alias("Holds")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<bool> Holds(string name);

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
/// <param name="Details">What else is known, or null.</param>
/// <param name="AllowDuplicate">Whether it may be created although another lead has its phone or e-mail.</param>
/// <param name="AssignTo">A user who is to have it; null leaves it to the rules.</param>
[GenerateSerializer, Immutable, Alias("lead.open")]
public sealed record OpenLead(
    string? Name, string? Phone, string Source, string? ContactId, string? ConversationId, string Language, string? Referral = null,
    LeadDetails? Details = null, bool AllowDuplicate = false, string? AssignTo = null);

/// <summary>What may be known of a lead beyond its name and phone.</summary>
/// <param name="Facts">By the names of <see cref="LeadFacts"/>: company, sector, city, e-mail, …</param>
/// <param name="Notes">At most 4,000 characters.</param>
/// <param name="Tags">At most 20 of 1 to 50 characters.</param>
/// <param name="Metadata">At most 20 values of 200 characters under names of 40: what an integration wants to keep.</param>
[GenerateSerializer, Immutable, Alias("lead.details")]
public sealed record LeadDetails(
    IReadOnlyDictionary<string, string>? Facts = null, string? Notes = null, IReadOnlyList<string>? Tags = null,
    IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>A correction. Null leaves a value as it is, an empty text takes it away; tags and metadata are given whole.</summary>
/// <param name="Name">At most 255 characters.</param>
/// <param name="Phone">E.164.</param>
/// <param name="Source">As on creation.</param>
/// <param name="Notes">At most 4,000 characters.</param>
/// <param name="Facts">By the names of <see cref="LeadFacts"/>.</param>
/// <param name="Tags">All tags from now on.</param>
/// <param name="Metadata">All metadata from now on.</param>
/// <param name="AllowDuplicate">Whether the new phone or e-mail may be one that another lead has.</param>
[GenerateSerializer, Immutable, Alias("lead.edit")]
public sealed record LeadEdit(
    string? Name = null, string? Phone = null, string? Source = null, string? Notes = null, IReadOnlyDictionary<string, string>? Facts = null,
    IReadOnlyList<string>? Tags = null, IReadOnlyDictionary<string, string>? Metadata = null, bool AllowDuplicate = false);

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
    string Language, string? DealId, int FollowUpsSent, DateTimeOffset CreatedAt, long Version)
{
    /// <summary>Free notes, or null.</summary>
    [Id(0)]
    public string? Notes { get; init; }

    /// <summary>Tags, in the order given.</summary>
    [Id(1)]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What an integration keeps here.</summary>
    [Id(2)]
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The owner's user id, or null.</summary>
    [Id(3)]
    public string? AssignedTo { get; init; }

    /// <summary>Why they have it, or why nobody has: <c>round_robin</c>, <c>sector_pool:healthcare</c>, <c>manual</c>, <c>nobody_available</c>, …</summary>
    [Id(4)]
    public string? AssignmentReason { get; init; }

    /// <summary>Since when, UTC.</summary>
    [Id(5)]
    public DateTimeOffset? AssignedAt { get; init; }

    /// <summary>Who was passed over, and why.</summary>
    [Id(6)]
    public IReadOnlyList<SkippedPerson> Skipped { get; init; } = [];

    /// <summary>When it was qualified first, UTC.</summary>
    [Id(7)]
    public DateTimeOffset? QualifiedAt { get; init; }

    /// <summary>When it became a customer, UTC.</summary>
    [Id(8)]
    public DateTimeOffset? ConvertedAt { get; init; }

    /// <summary>When it was deleted, UTC, or null.</summary>
    [Id(9)]
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The lead that this one was merged into, or null.</summary>
    [Id(10)]
    public string? MergedInto { get; init; }

    /// <summary>The leads that were merged into this one, directly and through others.</summary>
    [Id(11)]
    public IReadOnlyList<string> Merged { get; init; } = [];

    /// <summary>Its conversations: its own first, then those of the merged ones.</summary>
    [Id(12)]
    public IReadOnlyList<string> Conversations { get; init; } = [];

    /// <summary>Its deals as the lead knows them: its own first, then those of the merged ones.</summary>
    [Id(13)]
    public IReadOnlyList<string> Deals { get; init; } = [];

    /// <summary>The names that it holds (see <see cref="ILeadAliasGrain"/>).</summary>
    [Id(14)]
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether a merge, or the undoing of one, goes on.</summary>
    [Id(15)]
    public bool Merging { get; init; }

    /// <summary>When it changed last, UTC; null where nothing has changed since this is kept.</summary>
    [Id(16)]
    public DateTimeOffset? UpdatedAt { get; init; }
}
