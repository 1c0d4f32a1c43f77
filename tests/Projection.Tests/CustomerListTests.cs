using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Storage.Contacts;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteCustomerListTests : CustomerListTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresCustomerListTests : CustomerListTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>Customers: who they are, what they are worth, and in which order they stand, on both databases.</summary>
public abstract class CustomerListTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;
    private int _minutes;

    private CustomerQueries Lists => new(Db.Contexts);

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_lead_is_a_customer_while_a_deal_of_theirs_is_won_whatever_batches_it_comes_in(int batch)
    {
        await Lead("l1", "سارة القحطاني", "+966500000001");
        await Deal("d1", 700, "l1");
        await Deal("d2", 300, "l1");
        await Log("deal/d3", new DealOpened("عقد", new Money(900, "USD"), "new", 10, "l1", null, null, "u1", At()));
        Assert.Null(await Customer("l1", batch));

        var first = await Won("d1");
        await Won("d2");
        await Won("d3");
        await Log("lead/l1", new LeadEdited("سارة", null, null, null, new Dictionary<string, string> { [LeadFacts.CompanyName] = "النور" }, null, null, At()));
        var customer = (await Customer("l1", batch))!;
        // What is agreed in another currency is a deal, but its amount is not added to the others.
        Assert.Equal(("l1", "d1", "سارة", "النور", "+966500000001", 1000m, 3, first),
            (customer.LeadId, customer.DealId, customer.FullName, customer.CompanyName, customer.Phone, customer.LifetimeValue, customer.WonDeals, customer.CreatedAt));

        await Log("deal/d1", new DealUpdated(null, Money.Sar(750), null, At()));
        await Log("deal/d2", new DealStageChanged("won", "new", 10, StageKind.Open, null, "u1", At()));
        Assert.Equal((750m, 2), Sums(await Customer("l1", batch)));
        await Log("deal/d1", new DealDeleted(At()));
        await Log("deal/d3", new DealStageChanged("won", "lost", 0, StageKind.Lost, "price", "u1", At()));
        Assert.Null(await Customer("l1", batch));
        Assert.Empty((await Lists.Customers("t1", new CustomerFilter(Search: "سارة"), null, 10, None)).Items);
        await Log("deal/d1", new DealRestored(At()));
        var again = (await Customer("l1", batch))!;
        Assert.Equal((750m, 1, first), (again.LifetimeValue, again.WonDeals, again.CreatedAt));
        Assert.Null(await Lists.Customer("t2", "l1", None));
    }

    [Fact]
    public async Task Whoever_buys_without_a_lead_is_known_by_their_contact_and_its_company()
    {
        await Log("company/f1", new CompanyCreated(new CompanyDetails(NameAr: "شركة الأفق"), At()));
        await Log("contact/p1", new ContactCreated(new ContactDetails(FullName: "ماجد", Phone: "+966500000002", CompanyId: "f1"), At()));
        await Deal("d1", 50, null, "p1");
        await Won("d1");
        await Log("contact/p1", new ContactUpdated(new ContactDetails(Email: "majed@example.com"), At()));
        var customer = (await Customer("p1"))!;
        Assert.Equal((null, "p1", "ماجد", "majed@example.com", "شركة الأفق"),
            (customer.LeadId, customer.ContactId, customer.FullName, customer.Email, customer.CompanyName));
        // A deal that is told whose lead it is counts for that one.
        await Lead("l1", "ماجد", "+966500000002");
        await Log("deal/d1", new DealUpdated(null, null, null, At(), LeadId: "l1"));
        Assert.Null(await Customer("p1"));
        Assert.Equal((50m, 1), Sums(await Customer("l1")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Merged_leads_are_one_customer_until_they_stand_alone_again(int batch)
    {
        foreach (var lead in new[] { "l1", "l2", "l3" }) await Lead(lead, lead, null);
        foreach (var (deal, value, lead) in new[] { ("d1", 100, "l1"), ("d2", 20, "l2"), ("d3", 3, "l3"), ("d4", 4000, "l2") }) await Deal(deal, value, lead);
        await Won("d1");
        await Won("d2");
        await Log("lead/l2", new LeadMergedInto("m1", "l1", At()));
        // The one that is left is merged itself, before it was ever a customer's.
        await Log("lead/l1", new LeadMergedInto("m2", "l3", At()));
        Assert.Equal((120m, 2), Sums(await Customer("l3", batch)));
        await Won("d3");
        await Won("d4");
        Assert.Equal((4123m, 4), Sums(await Customer("l3", batch)));
        Assert.Equal("l3", (await Customer("l2", batch))!.Id);
        Assert.Single((await Lists.Customers("t1", new CustomerFilter(), null, 10, None)).Items);

        await Log("lead/l1", new LeadStoodAlone("l3", [], At()));
        Assert.Equal((3m, 1), Sums(await Customer("l3", batch)));
        Assert.Equal((4120m, 3), Sums(await Customer("l1", batch)));
        await Log("lead/l2", new LeadStoodAlone("l1", [], At()));
        await Log("deal/d4", new DealStageChanged("won", "new", 10, StageKind.Open, null, "u1", At()));
        Assert.Equal((20m, 1), Sums(await Customer("l2", batch)));
        Assert.Equal((100m, 1), Sums(await Customer("l1", batch)));
    }

    [Fact]
    public async Task A_lead_that_was_merged_before_anything_was_won_counts_for_the_other()
    {
        await Lead("l1", "سارة", null);
        await Lead("l2", "ساره", null);
        await Log("lead/l2", new LeadMergedInto("m1", "l1", At()));
        await Deal("d1", 10, "l2");
        await Project(1);
        await Won("d1");
        var customer = (await Customer("l2"))!;
        Assert.Equal(("l1", 10m, 1), (customer.Id, customer.LifetimeValue, customer.WonDeals));
    }

    [Theory]
    [InlineData(CustomerSort.Newest)]
    [InlineData(CustomerSort.LifetimeValue)]
    public async Task Every_order_shows_every_customer_once_and_words_find_them(CustomerSort sort)
    {
        for (var i = 0; i < 11; i++)
        {
            await Lead($"l{i}", i == 4 ? "أحمد العتيبي" : $"N{i}", null);
            await Deal($"d{i}", i % 4 * 10, $"l{i}");
        }
        for (var i = 0; i < 11; i++) await Won($"d{i}", i / 3);
        await Project(1000);
        var seen = new List<CustomerView>();
        string? cursor = null;
        do
        {
            var page = await Lists.Customers("t1", new CustomerFilter(Sort: sort), cursor, 3, None);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(11, seen.DistinctBy(c => c.Id).Count());
        Assert.Equal(11, seen.Count);
        var order = sort == CustomerSort.Newest ? seen.Select(c => c.CreatedAt.UtcTicks) : seen.Select(c => (long)(c.LifetimeValue * 100));
        Assert.Equal(order.OrderDescending(), order);
        Assert.Equal("l4", Assert.Single((await Lists.Customers("t1", new CustomerFilter("احمد العتيبى", sort), null, 10, None)).Items).Id);
        Assert.Empty((await Lists.Customers("t2", new CustomerFilter(Sort: sort), null, 10, None)).Items);
        await Assert.ThrowsAsync<FormatException>(() => Lists.Customers("t1", new CustomerFilter(Sort: sort), "nonsense", 3, None));
    }

    [Fact]
    public async Task Whoever_bought_before_there_was_a_list_stands_in_it_as_the_events_would_have_put_them()
    {
        foreach (var lead in new[] { "l1", "l2", "l3" }) await Lead(lead, $"Buyer {lead}", "+96650000000" + lead[1]);
        await Log("contact/p1", new ContactCreated(new ContactDetails(FullName: "ماجد", Email: "m@example.com"), At()));
        await Log("deal/d1", new DealOpened("عقد", new Money(900, "USD"), "new", 10, "l1", null, null, "u1", At()));
        foreach (var (deal, lead) in new[] { ("d2", "l1"), ("d3", "l2"), ("d4", "l3"), ("d5", "l3") }) await Deal(deal, 12.34m, lead);
        await Deal("d6", 0.5m, null, "p1");
        await Log("lead/l2", new LeadMergedInto("m1", "l1", At()));
        foreach (var deal in new[] { "d2", "d1", "d3", "d5", "d6" }) await Won(deal);
        await Project(100);
        var told = await Rows();

        foreach (var statement in new[] { "DELETE FROM customers", "DELETE FROM search_entries WHERE kind = 'customer'" }.Concat(Fill)) await Db.Tamper(statement);

        Assert.Equal(told, await Rows());
        Assert.Equal("p1", Assert.Single((await Lists.Customers("t1", new CustomerFilter("ماجد"), null, 10, None)).Items).Id);
        await Log("deal/d5", new DealStageChanged("won", "new", 10, StageKind.Open, null, "u1", At()));
        Assert.Null(await Customer("l3"));

        async Task<List<CustomerRow>> Rows() =>
            [.. (await Db.Rows<CustomerRow>("t1")).Select(r => r with { UpdatedAt = default }).OrderBy(r => r.Id, StringComparer.Ordinal)];
    }

    /// <summary>How the table is filled when it comes.</summary>
    private IEnumerable<string> Fill =>
        (this is SqliteCustomerListTests ? new Storage.Migrations.Sqlite.Customers() : (Migration)new Storage.Migrations.Postgres.Customers())
            .UpOperations.OfType<SqlOperation>().Select(o => o.Sql);

    private static (decimal, int) Sums(CustomerView? customer) => (customer!.LifetimeValue, customer.WonDeals);

    private DateTimeOffset At() => Now.AddMinutes(++_minutes);

    private Task Lead(string id, string name, string? phone) => Log($"lead/{id}", new LeadCreated(name, phone, "web", null, null, "ar", null, At()));

    private Task Deal(string id, decimal value, string? lead, string? contact = null) =>
        Log($"deal/{id}", new DealOpened("عقد", Money.Sar(value), "new", 10, lead, contact, null, "u1", At()));

    private async Task<DateTimeOffset> Won(string id, int? minute = null)
    {
        var at = minute is { } m ? Now.AddDays(1).AddMinutes(m) : At();
        await Log($"deal/{id}", new DealStageChanged("new", "won", 100, StageKind.Won, null, "u1", at));
        return at;
    }

    private Task Log(string stream, IDomainEvent e) => Append(stream, Now.AddMinutes(_minutes), e);

    private Task Project(int batch) => Db.ProjectAll(new() { BatchSize = batch });

    private async Task<CustomerView?> Customer(string id, int batch = 100)
    {
        await Project(batch);
        return await Lists.Customer("t1", id, None);
    }
}
