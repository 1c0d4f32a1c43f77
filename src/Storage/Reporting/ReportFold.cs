using System.Globalization;
using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Reporting;
using SalesFlow.ServiceLevels;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Storage.Reporting;

/// <summary>One figure that changes: of whom, on which day, and how.</summary>
internal readonly record struct Counted(string Subject, DateTimeOffset At, Func<ReportDayRow, ReportDayRow> Change);

/// <summary>What events mean for figures. Pure: the same events give the same figures.</summary>
internal static class ReportFold
{
    /// <summary>A day as rows carry it.</summary>
    public static string Word(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string User(string id) => "user:" + id;

    /// <summary>What an event adds to days' figures.</summary>
    /// <param name="e">The event.</param>
    /// <param name="isNew">Whether the entity did not exist before.</param>
    /// <param name="talkBefore">The conversation before the event, where it is a conversation's.</param>
    /// <param name="sent">The messages of which the event told that the channel took them.</param>
    public static IEnumerable<Counted> Figures(IDomainEvent e, bool isNew, ConversationRow? talkBefore, IReadOnlyList<MessageRow> sent) => e switch
    {
        LeadStatusChanged { To: LeadStatus.Qualified } s => [All(s.At, r => r with { LeadsQualified = r.LeadsQualified + 1 })],
        LeadStatusChanged { To: LeadStatus.Converted } s => [All(s.At, r => r with { LeadsConverted = r.LeadsConverted + 1 })],
        LeadStatusChanged { To: LeadStatus.Lost } s => [All(s.At, r => r with { LeadsLost = r.LeadsLost + 1 })],
        ConversationStarted s when isNew => [All(s.At, r => r with { Conversations = r.Conversations + 1 })],
        MessageReceived { Kind: InboundKind.Echo } m => [All(m.At, r => r with { MessagesOut = r.MessagesOut + 1, HumanMessages = r.HumanMessages + 1 })],
        MessageReceived { Kind: not (InboundKind.System or InboundKind.Welcome) } m => [All(m.At, r => r with { MessagesIn = r.MessagesIn + 1 })],
        MessageStatusChanged m => sent.SelectMany(row => Sent(row.By, m.At)),
        // What an agent wrote is its work, whether it left or not; what left is the company's.
        ReplyHeld h => AgentsWork(h.Reply.AgentId, h.At, Run(h.Reply.FallbackReason, h.Reply.InputTokens, h.Reply.OutputTokens, h.Reply.Trace)),
        ReplyQueued { HeldVersion: not null } q => [new("agent:" + q.AgentId, q.At, r => r with { MessagesOut = r.MessagesOut + q.Messages.Count })],
        ReplyQueued q => [All(q.At, Run(q)), new("agent:" + q.AgentId, q.At, r => Run(q)(r) with { MessagesOut = r.MessagesOut + q.Messages.Count })],
        AgentRunFinished f => AgentsWork(f.AgentId, f.At, Run(f.Result.FallbackReason, f.Result.InputTokens, f.Result.OutputTokens, f.Result.Trace)),
        // What a colleague passes on, or leaves, no agent has handed over.
        HandedOver { UserId: null } when talkBefore is { Handler: not Handler.Agent } => [],
        HandedOver { UserId: null } o => [All(o.At, r => r with { HandedOver = r.HandedOver + 1 })],
        // Whoever comes back to what they left for a while has not taken it on twice.
        HandedOver o when talkBefore is { Handler: Handler.HumanQueue, HandOverReason: "lease_expired" } && talkBefore.AssignedTo == o.UserId => [],
        HandedOver o => Both(o.UserId!, o.At, r => r with
        {
            Taken = r.Taken + 1,
            TakenAssisted = r.TakenAssisted + (talkBefore?.Handler == Handler.HumanQueue ? 1 : 0),
        }),
        GivenBack g => Both(g.UserId, g.At, r => r with { Resolved = r.Resolved + 1 }),
        ServiceResponded s => Both(s.UserId, s.At, r => r with
        {
            FirstResponses = r.FirstResponses + 1,
            FirstResponseSeconds = r.FirstResponseSeconds + s.WorkedSeconds,
        }),
        ServiceBreached b => [All(b.At, r => r with { Breaches = r.Breaches + 1 })],
        SatisfactionAsked a => About(a.UserId, a.AgentId, a.At, r => r with { SatisfactionAsked = r.SatisfactionAsked + 1 }),
        SatisfactionAnswered a => About(a.UserId, a.AgentId, a.At, r => r with
        {
            SatisfactionAnswers = r.SatisfactionAnswers + 1,
            SatisfactionSum = r.SatisfactionSum + a.Score,
        }),
        _ => [],
    };

    /// <summary>
    /// What a change of a lead's row changes in the figures of the day on which it came: deleted and merged ones are in none, and where its source was
    /// corrected the new one has it.
    /// </summary>
    public static IEnumerable<Counted> Leads(LeadRow? before, LeadRow? after)
    {
        if ((before?.Hidden, before?.Source) == (after?.Hidden, after?.Source)) return [];
        return [.. Came(before, -1), .. Came(after, 1)];

        static IEnumerable<Counted> Came(LeadRow? lead, int sign)
        {
            if (lead is not { Hidden: false }) yield break;
            yield return All(lead.CreatedAt, Change);
            yield return new("source:" + lead.Source, lead.CreatedAt, Change);

            ReportDayRow Change(ReportDayRow r) => r with { LeadsNew = r.LeadsNew + sign };
        }
    }

    /// <summary>A deal's contribution after an event; its lead's source is looked up once. One that is deleted contributes nothing: it has no day.</summary>
    public static ReportDealRow? Deal(ReportDealRow? row, DealRow? deal, IDomainEvent e, string? source, BusinessCalendar calendar)
    {
        string Day(DateTimeOffset at) => Word(calendar.Day(at));

        if (deal is null) return row;
        var closedBy = deal.StageKind == StageKind.Open ? null : e is DealStageChanged { Kind: not StageKind.Open } s ? s.By : row?.ClosedBy;
        return (row ?? new ReportDealRow { Tenant = deal.Tenant, Id = deal.Id, Source = source ?? "direct" }) with
        {
            // Lost, so that no queue of open deals shows a deleted one.
            OpenedDay = deal.DeletedAt is null ? Day(deal.CreatedAt) : "",
            Kind = deal.DeletedAt is null ? deal.StageKind : StageKind.Lost,
            ClosedDay = deal.ClosedAt is { } at ? Day(at) : null,
            ClosedBy = closedBy,
            Value = deal.Value,
            Currency = deal.Currency,
            StageSince = deal.StageSince,
        };
    }

    /// <summary>What a change of a deal's contribution changes in the amounts.</summary>
    public static IEnumerable<ReportAmountRow> Differences(ReportDealRow? before, ReportDealRow? after)
    {
        static object? Matters(ReportDealRow? r) => r is null ? null : (r.OpenedDay, r.Kind, r.ClosedDay, r.ClosedBy, r.Value, r.Currency, r.Source);
        if (Equals(Matters(before), Matters(after))) return [];
        return [.. before is null ? [] : Contribution(before, -1), .. after is null ? [] : Contribution(after, 1)];
    }

    /// <summary>All that a deal adds, times one or minus one.</summary>
    public static IEnumerable<ReportAmountRow> Contribution(ReportDealRow d, int sign)
    {
        if (d.OpenedDay.Length == 0) yield break;
        var value = d.Value * sign;
        var opened = new ReportAmountRow { Tenant = d.Tenant, Subject = "", Day = "", Currency = d.Currency, Opened = sign, OpenedValue = value };
        yield return To(opened, ReportSubject.Company, "", d.OpenedDay);
        yield return To(opened, ReportSubject.Source, d.Source, d.OpenedDay);
        var now = d.Kind switch
        {
            StageKind.Won => opened with { Won = sign, WonValue = value },
            StageKind.Lost => opened with { Lost = sign, LostValue = value },
            _ => opened with { Open = sign, OpenValue = value },
        };
        yield return To(now, ReportSubject.Company, "", ReportDayRow.Lifetime);
        if (d.Kind == StageKind.Open || d.ClosedDay is null) yield break;
        var closed = now with { Opened = 0, OpenedValue = 0 };
        yield return To(closed, ReportSubject.Company, "", d.ClosedDay);
        yield return To(closed, ReportSubject.Source, d.Source, d.ClosedDay);
        if (d.ClosedBy is { } by) yield return To(closed, ReportSubject.User, by, d.ClosedDay);
    }

    /// <summary>What is worth telling of an event, or null.</summary>
    public static ActivityEntryRow? Activity(IDomainEvent e, EventHeader h, string? subject, DealRow? deal)
    {
        ActivityEntryRow Row(string type, DateTimeOffset at, string? detail = null, string? user = null, string? entity = null) => new()
        {
            Tenant = h.Tenant, Stream = $"{h.Entity}/{h.EntityId}", Version = h.Version, Type = type, Entity = entity ?? h.Entity, EntityId = h.EntityId,
            Subject = subject, Detail = detail, Value = deal?.Value, Currency = deal?.Currency, UserId = user ?? UserOf(h.By), At = at.Micro(),
        };
        return e switch
        {
            LeadCreated c => Row("lead.created", c.At, c.Source),
            LeadStatusChanged { To: LeadStatus.Qualified or LeadStatus.Converted or LeadStatus.Lost } s =>
                Row("lead." + s.To.ToString().ToLowerInvariant(), s.At, s.Reason),
            DealOpened o => Row("deal.opened", o.At, o.Stage),
            DealStageChanged { Kind: StageKind.Won } s => Row("deal.won", s.At, s.To, s.By),
            DealStageChanged { Kind: StageKind.Lost } s => Row("deal.lost", s.At, s.LostReason, s.By),
            DealStageChanged s => Row("deal.moved", s.At, s.To, s.By),
            HandedOver { UserId: null } o => Row("conversation.handed_over", o.At, o.Reason),
            HandedOver o => Row("conversation.taken", o.At, null, o.UserId),
            GivenBack g => Row("conversation.given_back", g.At, null, g.UserId),
            ServiceBreached b => Row("service.breached", b.At, b.Clock == ServiceClock.FirstResponse ? "first_response" : "resolution"),
            SatisfactionAnswered a => Row("csat.answered", a.At, a.Score.ToString(CultureInfo.InvariantCulture), a.AgentId is null ? a.UserId : null),
            NumberConnected => Row("tenant.number_connected", h.At),
            _ => null,
        };
    }

    /// <summary>Whether a contact's consent is missing, as its row stands after an event: who is in no list, deleted or merged, is asked for none.</summary>
    public static ReportConsentRow? Consent(ReportConsentRow? row, ContactRow? contact, EventHeader h) => contact is null
        ? row
        : (row ?? new ReportConsentRow { Tenant = h.Tenant, ContactId = contact.Id, Since = h.At }) with
        {
            Missing = contact is { WhatsAppConsent: ConsentStatus.Pending, Deleted: false, MergedInto: null },
        };

    private static string? UserOf(string? by)
    {
        if (by?.StartsWith("user:", StringComparison.Ordinal) != true) return null;
        var end = by.IndexOf('@', StringComparison.Ordinal);
        return end < 0 ? by[5..] : by[5..end];
    }

    private static Counted All(DateTimeOffset at, Func<ReportDayRow, ReportDayRow> change) => new(ReportDayRow.Company, at, change);

    private static Counted[] Both(string user, DateTimeOffset at, Func<ReportDayRow, ReportDayRow> change) => [All(at, change), new(User(user), at, change)];

    private static Counted[] About(string user, string? agent, DateTimeOffset at, Func<ReportDayRow, ReportDayRow> change) =>
        agent is null ? Both(user, at, change) : [All(at, change), new("agent:" + agent, at, change)];

    private static Counted[] Sent(string by, DateTimeOffset at) => by is MessageFold.ByAgent or MessageFold.BySystem
        ? [All(at, r => r with { MessagesOut = r.MessagesOut + 1 })]
        : Both(by, at, r => r with { MessagesOut = r.MessagesOut + 1, HumanMessages = r.HumanMessages + 1 });

    private static Counted[] AgentsWork(string agent, DateTimeOffset at, Func<ReportDayRow, ReportDayRow> change) =>
        [All(at, change), new("agent:" + agent, at, change)];

    private static Func<ReportDayRow, ReportDayRow> Run(ReplyQueued q) => Run(q.FallbackReason, q.InputTokens, q.OutputTokens, q.Trace);

    private static Func<ReportDayRow, ReportDayRow> Run(string? fallback, int input, int output, RunTrace? trace) => r => r with
    {
        AgentRuns = r.AgentRuns + 1,
        AgentFallbacks = r.AgentFallbacks + (fallback is null ? 0 : 1),
        InputTokens = r.InputTokens + input,
        OutputTokens = r.OutputTokens + output,
        AgentCostMicros = r.AgentCostMicros + (AgentCost.Micros(trace) ?? 0),
    };

    private static ReportAmountRow To(ReportAmountRow amount, ReportSubject kind, string name, string day) => amount with
    {
        Kind = kind,
        Name = name,
        Day = day,
        Subject = $"{(int)kind}/{name}/{amount.Currency}",
    };
}
