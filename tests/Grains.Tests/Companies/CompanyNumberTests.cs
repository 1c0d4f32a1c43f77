using SalesFlow.Companies;
using SalesFlow.Grains.Tests.Support;

namespace SalesFlow.Grains.Tests.Companies;

/// <summary>Registration numbers and the companies that have them.</summary>
public sealed class CompanyNumberTests : IAsyncLifetime
{
    private const string Number = "1010123456", Other = "1010123457";
    private readonly GrainCluster _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private ICompanyGrain Company(string id) => _world.Grain<ICompanyGrain>(id);

    private ICompanyNumberGrain Claims(string number = Number) => _world.Grain<ICompanyNumberGrain>(number);

    [Fact]
    public async Task A_claim_whose_company_never_came_to_be_falls_after_a_minute()
    {
        Assert.Equal("lost", await Claims().Claim("lost"));
        Assert.Equal("lost", await Claims().Claim("b"));
        await _world.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal("b", await Claims().Claim("b"));
    }

    [Fact]
    public async Task A_number_that_its_company_has_stays_its_own_also_when_it_is_deleted()
    {
        Assert.Equal("a", await Claims().Claim("a"));
        Assert.True((await Company("a").Create("create", new CompanyDetails("A", CrNumber: Number))).Accepted);
        Assert.True((await Company("a").Delete("delete", null)).Accepted);
        await _world.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal("a", await Claims().Claim("b"));
    }

    [Fact]
    public async Task Of_two_changes_at_once_the_number_that_did_not_stay_is_free_and_the_one_that_did_is_kept()
    {
        await Claims().Claim("a");
        Assert.True((await Company("a").Create("create", new CompanyDetails("A", CrNumber: Number))).Accepted);

        // One writer takes another number and gives the first one up, after a second writer has given it back to the company.
        await Claims(Other).Claim("a");
        Assert.True((await Company("a").Update("one", new CompanyDetails(CrNumber: Other), null)).Accepted);
        Assert.True((await Company("a").Update("two", new CompanyDetails(CrNumber: Number), null)).Accepted);
        Assert.True((await Claims().Release("release", "a")).Accepted);
        await _world.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal("a", await Claims().Claim("b"));
        Assert.Equal("b", await Claims(Other).Claim("b"));
    }
}
