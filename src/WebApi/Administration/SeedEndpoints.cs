using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Administration;

/// <summary>
/// Fills an empty company with something to look at, by the same commands that people give. A company with a lead of its own is left alone. No
/// conversations are made up: their answers would go to real telephones.
/// </summary>
internal static class SeedEndpoints
{
    private static readonly (string Name, string Phone, string Company, string Sector, string City, string Source, LeadStatus Status)[] Leads =
    [
        ("نورة العتيبي", "+966551000001", "عيادات النور", "healthcare", "الرياض", "web", LeadStatus.Qualified),
        ("فهد الشهري", "+966551000002", "مكتب المدار العقاري", "real_estate", "جدة", "referral", LeadStatus.Contacted),
        ("ريم الحربي", "+966551000003", "متجر ريم", "ecommerce", "الدمام", "web", LeadStatus.New),
        ("Omar Haddad", "+966551000004", "Gulf Logistics", "logistics", "Riyadh", "import", LeadStatus.New),
        ("سلمان الدوسري", "+966551000005", "مطاعم الديرة", "restaurants", "الخبر", "whatsapp", LeadStatus.Contacted),
        ("هيا القحطاني", "+966551000006", "مدارس الأفق", "education", "الرياض", "referral", LeadStatus.Qualified),
        ("ماجد الغامدي", "+966551000007", "ورشة الإتقان", "automotive", "الطائف", "web", LeadStatus.Lost),
        ("Layla Nasser", "+966551000008", "Najd Coffee Roasters", "retail", "Riyadh", "web", LeadStatus.New),
    ];

    private static readonly (string Title, decimal Value, int Lead)[] Deals =
    [
        ("عيادات النور - باقة سنوية", 17_988m, 0),
        ("مكتب المدار العقاري - ثلاثة فروع", 8_970m, 1),
        ("متجر ريم - الباقة الأساسية", 3_588m, 2),
        ("مدارس الأفق - الباقة الاحترافية", 8_388m, 5),
        ("Najd Coffee Roasters - Professional", 8_388m, 7),
    ];

    public static void Map(RouteGroupBuilder admin) =>
        admin.MapPost("/seed", Seed).Requires(Permission.TenantManage).WithSummary("Fills an empty company with demo data.")
            .WithDescription("Repeating it completes and doubles nothing. Refused (409) for a company that has leads of its own.");

    private static async Task<Results<Ok<SeedResponse>, ProblemHttpResult>> Seed(ApiCall call, [FromServices] ILeadLists models)
    {
        var leads = Enumerable.Range(0, Leads.Length).Select(i => IdOf(call, "lead", i)).ToList();
        var present = (await models.Leads(call.Tenant, new LeadFilter(), null, ListQuery.LongestLimit, call.Aborted)).Items.Select(r => r.Id).ToHashSet();
        if (present.Any(id => !leads.Contains(id))) return Problems.Of(call.Http, StatusCodes.Status409Conflict, "demo_not_empty");
        var missing = leads.Count(id => !present.Contains(id));
        if (missing > 0 && await QuotaProblems.Exceeded(call, QuotaMetric.LeadsPerMonth, missing) is { } full) return full;

        for (var i = 0; i < Leads.Length; i++)
            if (await Fill(call, call.Grain<ILeadGrain>(leads[i]), leads[i], i) is { Accepted: false } refused) return Problems.Refused(call, refused);
        for (var i = 0; i < Deals.Length; i++)
        {
            var (title, value, lead) = Deals[i];
            var id = IdOf(call, "deal", i);
            var outcome = await call.Grain<IDealGrain>(id).Open(id, new OpenDeal(title, Money.Sar(value), leads[lead], null, null, null, call.UserId));
            if (!outcome.Accepted && outcome.Refusal != Refusal.AlreadyExists) return Problems.Refused(call, outcome);
        }
        return TypedResults.Ok(new SeedResponse(Leads.Length, Deals.Length));
    }

    private static async Task<Outcome> Fill(ApiCall call, ILeadGrain lead, string id, int i)
    {
        var (name, phone, company, sector, city, source, status) = Leads[i];
        var outcome = await lead.Open(id, new OpenLead(name, phone, source, null, null, name[0] < 128 ? "en" : "ar"));
        // It stands: whatever people have made of it since is theirs.
        if (outcome.Repeated || outcome.Refusal == Refusal.AlreadyExists) return new Outcome(Refusal.None, outcome.Version, Repeated: true);
        if (!outcome.Accepted) return outcome;
        var facts = new Dictionary<string, string> { [LeadFacts.CompanyName] = company, [LeadFacts.Sector] = sector, [LeadFacts.City] = city };
        outcome = await lead.Learn(id + ":facts", new LeadInsight("form:" + id, facts, [], call.Clock.GetUtcNow()));
        return outcome.Accepted && status != LeadStatus.New ? await lead.ChangeStatus(id + ":status", status, status == LeadStatus.Lost ? "price" : null) : outcome;
    }

    private static string IdOf(ApiCall call, string kind, int i) => Id.Named("demo", call.Tenant, kind, i.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What stands now.</summary>
/// <param name="Leads">Demo leads.</param>
/// <param name="Deals">Demo deals.</param>
internal sealed record SeedResponse(int Leads, int Deals);
