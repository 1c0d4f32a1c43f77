using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Grains.Leads.Transfer;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.Leads;
using SalesFlow.Leads.Transfer;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Leads.Transfer;

/// <summary>Imported leads beside leads made by hand, while lists show nothing yet.</summary>
public sealed class LeadImporterTests : IAsyncLifetime
{
    private const string File = """
        الاسم,الجوال,البريد,ملاحظات,الوسوم,المسؤول
        سارة,0551234567,,يتصل مساء,vip;جدة,a@example.com
        Ali,0551234568,ali@example.com,,,
        تكرار,0551234569,,,,
        مجهول,0551234570,,,,nobody
        """;

    private readonly GrainCluster _world = new();
    private readonly ImportFolder _folder = new(Path.Combine(Path.GetTempPath(), "imports-" + Guid.NewGuid().ToString("N")));

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _world.People.Users = [PeopleDouble.Seller("a"), PeopleDouble.Seller("b") with { Presence = Presence.Away }];
        Assert.True((await Lead("hand").Open("open", new OpenLead("Hand", "+966551234569", "web", null, null, "ar"))).Accepted);
    }

    public async Task DisposeAsync()
    {
        if (Directory.Exists(_folder.Root)) Directory.Delete(_folder.Root, recursive: true);
        await _world.DisposeAsync();
    }

    private ILeadGrain Lead(string id) => _world.Grain<ILeadGrain>(id);

    private async Task<LeadView> By(string name) => (await Lead((await _world.Grain<ILeadAliasGrain>(name).Get())!).Get())!;

    private async Task<ImportView> Import(string job, DuplicateRule rule = DuplicateRule.Skip, bool assign = true, string file = File, Writer? writer = null,
        CancellationToken ct = default)
    {
        Directory.CreateDirectory(_folder.Of(GrainCluster.Tenant, job));
        await System.IO.File.WriteAllTextAsync(_folder.Source(GrainCluster.Tenant, job), file, ct);
        var grain = _world.Grain<ILeadImportGrain>(job);
        await grain.Request("r", new RequestImport(
            "a.csv", "csv", 1, false, new ImportOptions(rule, new Dictionary<string, string>(), "import", "ar", "list", null, null, true, assign)));
        return await Work(job, writer ?? new Writer(_world.Store), ct);
    }

    private async Task<ImportView> Work(string job, Writer writer, CancellationToken ct)
    {
        var importer = new LeadImporter(
            _world.Grains, writer, new EmptyLists(), new Shown(), new TenantViews(_world.Grains, _world.Clock), _folder,
            Options.Create(new ImportTuning()), _world.Quotas, _world.People, _world.Clock, NullLogger<LeadImporter>.Instance);
        await importer.Run(GrainCluster.Tenant, job, ct);
        return (await _world.Grain<ILeadImportGrain>(job).Get())!;
    }

    [Fact]
    public async Task An_imported_lead_holds_its_names_and_has_its_notes_tags_and_owner()
    {
        Assert.Equal(new ImportCounts(4, 2, 0, 1, 1), (await Import("j1")).Counts);
        var sara = await By(LeadNames.OfPhone("+966551234567"));
        Assert.Equal(("يتصل مساء", "a", "manual"), (sara.Notes, sara.AssignedTo, sara.AssignmentReason));
        Assert.Equal(["list", "vip", "جدة"], sara.Tags);
        var ali = await By(LeadNames.OfEmail("ALI@example.com"));
        // Whoever is away gets a share of a list as well: it waits for them.
        Assert.Equal(("b", "round_robin"), (ali.AssignedTo, ali.AssignmentReason));

        var met = await Lead("later").Open("open", new OpenLead("Ali", null, "web", null, null, "ar", Details: new LeadDetails(
            new Dictionary<string, string> { [LeadFacts.Email] = "ali@example.com" })));
        Assert.Equal((Refusal.Taken, ali.LeadId), (met.Refusal, met.Detail));
        Assert.DoesNotContain(_world.Store.Due, d => d.Grain.Type.ToString() == "lead");
    }

    [Fact]
    public async Task The_same_file_again_makes_nothing_and_one_that_updates_adds_what_is_missing()
    {
        await Import("j1", assign: false);
        Assert.Null((await By(LeadNames.OfPhone("+966551234568"))).AssignedTo);
        Assert.Equal(new ImportCounts(4, 0, 0, 3, 1), (await Import("j2")).Counts);

        Assert.Equal(new ImportCounts(4, 0, 3, 0, 1), (await Import("j3", DuplicateRule.Update, file: File.Replace("Ali,0551234568,ali@example.com,,,", "Ali,0551234568,ali@example.com,VIP,gold,", StringComparison.Ordinal))).Counts);
        var ali = await By(LeadNames.OfPhone("+966551234568"));
        Assert.Equal("VIP", ali.Notes);
        Assert.Equal(["list", "gold"], ali.Tags);
    }

    [Fact]
    public async Task A_name_that_its_lead_gave_up_is_free_for_an_import()
    {
        Assert.True((await Lead("hand").Delete("delete", null)).Accepted);
        await _world.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(3, (await Import("j1")).Counts.Created);
    }

    [Fact]
    public async Task An_import_that_stopped_behind_its_last_leads_is_not_refused_for_them_when_it_goes_on()
    {
        using var stop = new CancellationTokenSource();
        var broken = new Writer(_world.Store, behindLeads: () =>
        {
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
        });
        await Import("j1", writer: broken, ct: stop.Token);
        Assert.NotNull(await Lead((await _world.Grain<ILeadAliasGrain>(LeadNames.OfPhone("+966551234567")).Get())!).Get());

        // What was written before the stop is counted, and one row of the file is left: somebody else's phone.
        _world.Quotas.Uses[QuotaMetric.LeadsPerMonth] = new(QuotaMetric.LeadsPerMonth, 2, 3);
        var view = await Work("j1", new Writer(_world.Store), CancellationToken.None);
        Assert.Equal((ImportPhase.Completed, null, new ImportCounts(4, 2, 0, 1, 1)), (view.State, view.Reason, view.Counts));

        _world.Quotas.Uses[QuotaMetric.LeadsPerMonth] = new(QuotaMetric.LeadsPerMonth, 3, 3);
        Assert.Equal("limit_reached", (await Import("j2", file: "name,phone\nA,0551234999\n")).Reason);
    }

    private sealed class Writer(EntityStoreDouble store, Action? behindLeads = null) : IBulkEntityWriter
    {
        public Task<IReadOnlyList<string>> Create(string tenant, string kind, IReadOnlyList<NewEntity> entities, CancellationToken ct)
        {
            IReadOnlyList<string> there =
                [.. entities.Where(e => !store.Born(GrainId.Create(kind, TenantKey.Format(tenant, e.Id)), e.Record)).Select(e => e.Id)];
            if (kind == "lead") behindLeads?.Invoke();
            return Task.FromResult(there);
        }
    }

    private sealed class Shown : IReadModels
    {
        public Task<Page<AgentRunRowView>> AgentRuns(string tenant, string? conversationId, string? cursor, int limit, CancellationToken ct) =>
            throw new NotSupportedException();

        public Task<bool> WaitFor(string tenant, string entity, string id, long version, TimeSpan atMost, CancellationToken ct) => Task.FromResult(true);
    }

    /// <summary>Lists that lag behind: they show no lead.</summary>
    private sealed class EmptyLists : ILeadTransferLists
    {
        public Task<Page<ImportRowView>> Imports(string tenant, string? cursor, int limit, CancellationToken ct) => throw new NotSupportedException();

        public Task<IReadOnlyList<KnownLead>> Find(
            string tenant, IReadOnlyCollection<string> phones, IReadOnlyCollection<string> emails, CancellationToken ct) => Task.FromResult<IReadOnlyList<KnownLead>>([]);

        public IAsyncEnumerable<LeadExportRow> Export(string tenant, LeadFilter filter, CancellationToken ct) => throw new NotSupportedException();
    }
}
