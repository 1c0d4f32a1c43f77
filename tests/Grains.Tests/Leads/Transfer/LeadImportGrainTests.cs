using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Leads;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Leads;
using SalesFlow.Leads.Transfer;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Leads.Transfer;

public sealed class LeadImportGrainTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoMapping = [];
    private readonly GrainCluster _world = new();

    private ILeadImportGrain Job => _world.Grain<ILeadImportGrain>("job-1");

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        await Job.Request("r", new RequestImport(
            "a.csv", "csv", 1, false, new ImportOptions(DuplicateRule.Skip, NoMapping, "import", "ar", null, null, null, true)));
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    private static ImportStep Step(long from) => new(from, new ImportCounts(5, 5), 0, null, [], NoMapping, false, null);

    [Fact]
    public async Task One_worker_has_the_job_until_it_is_silent_and_then_its_reports_count_no_more()
    {
        Assert.NotNull(await Job.Take("w1"));
        Assert.Null(await Job.Take("w2"));
        Assert.True(await Job.Report("w1", Step(0)));
        _world.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(5, (await Job.Take("w2"))!.Counts.Read);
        Assert.False(await Job.Report("w1", Step(5)));
        Assert.True(await Job.Report("w2", Step(5)));
        Assert.Equal(10, (await Job.Get())!.Counts.Read);
    }

    [Fact]
    public async Task A_worker_whose_jobs_grain_came_up_anew_must_ask_again()
    {
        await Job.Take("w1");
        Assert.True(await Job.Report("w1", Step(0)));
        await _world.Forget(Job);
        Assert.False(await Job.Report("w1", Step(5)));
        Assert.Equal(5, (await Job.Take("w1"))!.Counts.Read);
    }

    [Fact]
    public async Task A_cancelled_job_stops_its_worker()
    {
        await Job.Take("w1");
        Assert.True((await Job.Cancel("c")).Accepted);
        Assert.False(await Job.Renew("w1"));
        Assert.False(await Job.Report("w1", Step(0)));
        Assert.Null(await Job.Take("w2"));
    }

    [Fact]
    public async Task A_lead_born_in_bulk_is_the_lead_that_its_grain_would_have_made()
    {
        var open = new OpenLead("سارة", "+966551234567", "import", null, null, "ar");
        var insight = new LeadInsight("m1", new Dictionary<string, string> { [LeadFacts.Sector] = "healthcare", [LeadFacts.Employees] = "12" },
            [LeadSignals.RequestedDemo, LeadSignals.ReadyToPay, LeadSignals.Urgent], _world.Clock.GetUtcNow());
        var lead = _world.Grain<ILeadGrain>("lead-1");
        await lead.Open("c", open);
        var learnt = await lead.Learn("c:facts", insight);
        var now = _world.Clock.GetUtcNow();
        var birth = new EntityBirth<LeadState>();
        birth.Run("c", s => LeadDecisions.Open(s, open, now).And(new LeadNamesClaimed(LeadNames.Of(open.Phone, null), now)));
        birth.Run("c:facts", s => LeadDecisions.Learn(s, "lead-1", insight, new TemperatureBands(), now));
        var record = (EntityRecord<LeadState>)birth.Entity("lead-1", now, "user:u1").Record;

        // The lead that lives may have carried its timer out by now: a commit without events, which moves the version on and nothing else.
        Assert.Equal(learnt.Version, record.Version);
        Assert.Equivalent((await lead.Get())! with { Version = learnt.Version }, record.State.View("lead-1", record.Version) with { UpdatedAt = record.UpdatedAt }, strict: true);
        Assert.Equivalent(_world.Store.Events(lead.GetGrainId()), record.Pending!.Events, strict: true);
        Assert.Equal(["c", "c:facts"], record.Pending.CommandIds);
        Assert.Equal("user:u1", record.Pending.By);
        // It earned a deal: the timer that opens it stands as the grain would have set it.
        Assert.Equal(record.Version, Assert.Single(record.Pending.DueSet).Token);
        Assert.Equal(new DueMark(now, record.Version), record.Due[LeadDecisions.OpenDealTimer]);
    }
}
