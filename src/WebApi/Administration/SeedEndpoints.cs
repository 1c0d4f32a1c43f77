using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Contacts;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Administration;

/// <summary>
/// Fills an empty company with something to look at, by the same commands that people give. A company with anything of its own is left alone. Talks
/// are taken in as a phone's history is: what customers wrote and what the business answered from its own app, days ago. So no agent answers them, no
/// follow-up is sent, and the number that they belong to is none that could send.
/// </summary>
internal static class SeedEndpoints
{
    private const string Number = "demo";

    public static void Map(RouteGroupBuilder admin) =>
        admin.MapPost("/seed", Seed).Requires(Permission.TenantManage).WithSummary("Fills an empty company with demo data.")
            .WithDescription(
                "Leads, contacts, companies, deals, conversations of the past weeks, tasks and calls. Repeating it completes and doubles nothing. "
                + "Refused (409) for a company that has leads, contacts, companies, deals or conversations of its own. Nothing is sent to anybody.");

    private static async Task<Results<Ok<SeedResponse>, ProblemHttpResult>> Seed(
        ApiCall call, [FromServices] ILeadLists leads, [FromServices] IDealLists deals, [FromServices] IContactLists contacts,
        [FromServices] ICompanyLists companies, [FromServices] IConversationLists talks)
    {
        const int most = ListQuery.LongestLimit;
        var (tenant, stop) = (call.Tenant, call.Aborted);
        var people = Ids(call, "lead", DemoData.Leads.Count);
        var known = (await leads.Leads(tenant, new LeadFilter(), null, most, stop)).Items.Select(r => r.Id).ToHashSet();
        var present = known.ToHashSet();
        present.UnionWith((await contacts.Contacts(tenant, new ContactFilter(), null, most, stop)).Items.Select(r => r.Id));
        present.UnionWith((await deals.Deals(tenant, new DealFilter(), DealSort.Moved, null, most, stop)).Items.Select(r => r.Id));
        present.UnionWith((await companies.Companies(tenant, new CompanyFilter(), null, most, stop)).Items.Select(r => r.Id));
        present.UnionWith((await talks.Conversations(tenant, new ConversationFilter(), null, most, stop)).Items.Select(r => r.Id));
        var foreign = present.Except(people).Except(people.Select(TalkOf)).Except(people.Select(DealOf)).Except(Ids(call, "company", people.Count));
        if (foreign.Any()) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "demo_not_empty");
        var missing = people.Count(id => !known.Contains(id));
        if (missing > 0 && await QuotaProblems.Exceeded(call, QuotaMetric.LeadsPerMonth, missing) is { } full) return full;

        // Before the leads: one that is qualified finds its deal there and opens no other.
        var stages = (await call.Grain<IPipelineGrain>(IPipelineGrain.DefaultId).Get())?.Definition.Stages
            .Where(s => s.Kind == StageKind.Open && s.Requires is not { Count: > 0 }).Select(s => s.Code).ToList() ?? [];
        for (var i = 0; i < DemoData.Deals.Count; i++)
        {
            var opened = await Deal(call, i, people, stages.Count == 0 ? null : stages[i % stages.Count]);
            if (!opened.Accepted) return Problems.Refused(call, opened);
        }
        for (var i = 0; i < people.Count; i++)
            if (await Person(call, people[i], i) is { Accepted: false } refused) return Problems.Refused(call, refused);
        foreach (var talk in DemoData.Talks)
            if (await Talk(call, people[talk.Lead], talk) is { Accepted: false } refused) return Problems.Refused(call, refused);
        for (var i = 0; i < DemoData.Tasks.Count; i++)
            if (await Work(call, i, people) is { Accepted: false } refused) return Problems.Refused(call, refused);
        for (var i = 0; i < DemoData.Calls.Count; i++)
            if (await Ring(call, i, people) is { Accepted: false } refused) return Problems.Refused(call, refused);
        return TypedResults.Ok(new SeedResponse(
            people.Count, DemoData.Deals.Count, people.Count, people.Count, DemoData.Talks.Count, DemoData.Talks.Sum(t => t.Lines.Count),
            DemoData.Tasks.Count, DemoData.Calls.Count));
    }

    /// <summary>A company, somebody who works there, and the lead that they are. A lead has its contact's id.</summary>
    private static async Task<Outcome> Person(ApiCall call, string id, int i)
    {
        var p = DemoData.Leads[i];
        var (english, company) = (p.Name[0] < 128, IdOf(call, "company", i));
        var details = english ? new CompanyDetails(Name: p.Company) : new CompanyDetails(NameAr: p.Company);
        var made = Standing(await call.Grain<ICompanyGrain>(company).Create(company, details with { Sector = p.Sector, City = p.City, Source = p.Source }));
        if (!made.Accepted) return made;

        var contact = new ContactDetails(
            FullName: p.Name, JobTitle: p.Role, Phone: p.Phone, CompanyId: company, LeadId: id, IsDecisionMaker: true, Language: english ? "en" : "ar");
        var (chosen, owner) = await new ContactNames(call, id).ClaimNew(id, ContactNames.Of(contact));
        if (owner is null) made = Standing(await call.Grain<IContactGrain>(chosen).Create(id, contact));
        if (!made.Accepted) return made;
        return await Lead(call, id, p, DemoData.Talks.Any(t => t.Lead == i));
    }

    private static async Task<Outcome> Lead(ApiCall call, string id, DemoData.Person p, bool talks)
    {
        var lead = call.Grain<ILeadGrain>(id);
        // It stands: whatever people have made of it since is theirs.
        if (await lead.Get() is { Version: > 1 } stands) return new Outcome(Refusal.None, stands.Version, Repeated: true);
        var outcome = await lead.Open(id, new OpenLead(p.Name, p.Phone, p.Source, id, talks ? TalkOf(id) : null, p.Name[0] < 128 ? "en" : "ar"));
        if (!outcome.Accepted) return Standing(outcome);
        var facts = new Dictionary<string, string> { [LeadFacts.CompanyName] = p.Company, [LeadFacts.Sector] = p.Sector, [LeadFacts.City] = p.City };
        outcome = await lead.Learn(id + ":facts", new LeadInsight("form:" + id, facts, [], call.Clock.GetUtcNow()));
        if (outcome.Accepted) outcome = await lead.StopFollowUps(id + ":demo", "demo");
        if (!outcome.Accepted || p.Status == LeadStatus.New) return outcome;
        return await lead.ChangeStatus(id + ":status", p.Status, p.Status == LeadStatus.Lost ? "price" : null);
    }

    private static async Task<Outcome> Talk(ApiCall call, string contact, DemoData.Talk talk)
    {
        var person = DemoData.Leads[talk.Lead];
        var address = new ConversationAddress(contact, Number, Number, person.Phone[1..], null, person.Name);
        var grain = call.Grain<IConversationGrain>(address.ConversationId);
        var ended = DateTimeOffset.FromUnixTimeSeconds(call.Clock.GetUtcNow().AddDays(-talk.DaysAgo).ToUnixTimeSeconds());
        var lines = talk.Lines.Select((line, i) =>
        {
            var ours = line.StartsWith(DemoData.Ours, StringComparison.Ordinal);
            return new InboundMessage(
                $"{Number}.{contact}.{i.ToString(CultureInfo.InvariantCulture)}", ours ? InboundKind.Echo : InboundKind.Text,
                ours ? line[DemoData.Ours.Length..] : line, ended.AddMinutes(4 * (i - talk.Lines.Count)));
        }).ToList();
        // One commit: when it is done, a person had answered already, and there is no turn for an agent.
        var taken = await grain.Receive(address, lines);
        if (!taken.Accepted || taken.Repeated) return taken;
        return await grain.GiveBack(contact + ":demo", call.UserId);
    }

    private static async Task<Outcome> Deal(ApiCall call, int i, List<string> people, string? stage)
    {
        var deal = DemoData.Deals[i];
        var (lead, id) = (people[deal.Lead], DealOf(people[deal.Lead]));
        var talk = DemoData.Talks.Any(t => t.Lead == deal.Lead) ? TalkOf(lead) : null;
        return Standing(await call.Grain<IDealGrain>(id).Open(id, new OpenDeal(
            deal.Title, Money.Sar(deal.Value), lead, lead, talk, stage, call.UserId,
            Details: DealDetails.None with { CompanyId = IdOf(call, "company", deal.Lead), OwnerId = Somebody(call) })));
    }

    private static async Task<Outcome> Work(ApiCall call, int i, List<string> people)
    {
        var (work, id) = (DemoData.Tasks[i], IdOf(call, "activity", i));
        var due = work.InDays is { } days ? call.Clock.GetUtcNow().AddDays(days) : (DateTimeOffset?)null;
        return Standing(await call.Grain<IActivityGrain>(id).Create(id, new CreateActivity(
            work.Type, work.Subject, work.Body, due, null, ActivityPriority.Normal, work.Type == ActivityType.Note ? null : Somebody(call),
            Links(call, work.Lead, people), call.UserId, Completed: work.Done)));
    }

    private static async Task<Outcome> Ring(ApiCall call, int i, List<string> people)
    {
        var (ring, id) = (DemoData.Calls[i], IdOf(call, "call", i));
        return Standing(await call.Grain<ICallGrain>(id).Record(id, new RecordCall(
            ring.Direction, ring.Status, call.Clock.GetUtcNow().AddDays(-ring.DaysAgo), Somebody(call), Links(call, ring.Lead, people),
            new CallChange(DurationSeconds: ring.Seconds, Sentiment: ring.Sentiment, Outcome: ring.Outcome))));
    }

    private static RecordLinks Links(ApiCall call, int lead, List<string> people)
    {
        var deal = DemoData.Deals.Any(d => d.Lead == lead) ? DealOf(people[lead]) : null;
        return new RecordLinks(people[lead], deal, people[lead], IdOf(call, "company", lead));
    }

    /// <summary>What was made before stands.</summary>
    private static Outcome Standing(Outcome outcome) =>
        outcome.Refusal == Refusal.AlreadyExists ? new Outcome(Refusal.None, outcome.Version, Repeated: true) : outcome;

    private static string? Somebody(ApiCall call) => call.Actor.Kind == ActorKind.User ? call.UserId : null;

    private static string TalkOf(string contact) => new ConversationAddress(contact, Number, Number, null, null, null).ConversationId;

    /// <summary>The deal that a lead itself would open when it is qualified.</summary>
    private static string DealOf(string lead) => Id.Named("deal", lead, "1");

    private static List<string> Ids(ApiCall call, string kind, int count) => [.. Enumerable.Range(0, count).Select(i => IdOf(call, kind, i))];

    private static string IdOf(ApiCall call, string kind, int i) => Id.Named("demo", call.Tenant, kind, i.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What stands now.</summary>
/// <param name="Leads">Demo leads.</param>
/// <param name="Deals">Demo deals.</param>
/// <param name="Contacts">The people behind them.</param>
/// <param name="Companies">Where they work.</param>
/// <param name="Conversations">Talks of the past weeks.</param>
/// <param name="Messages">Messages in them.</param>
/// <param name="Activities">Tasks, notes and meetings.</param>
/// <param name="Calls">Telephone calls.</param>
internal sealed record SeedResponse(int Leads, int Deals, int Contacts, int Companies, int Conversations, int Messages, int Activities, int Calls);
