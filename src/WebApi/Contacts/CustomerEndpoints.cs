using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Contacts;
using SalesFlow.Feed;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Contacts;

/// <summary>Whoever a deal was won with.</summary>
internal static class CustomerEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var customers = api.MapGroup("/customers").WithTags("Customers").Requires(Permission.ContactsRead);
        customers.MapGet("", List).WithSummary("Customers, the newest or the most valuable first; ?search=, ?sort=newest|lifetime_value.")
            .WithDescription("Somebody becomes a customer when a deal of their lead or contact is won. The lifetime value is the sum of the deals that are won now; "
                + "it falls when one is opened again or deleted, and without any they are no customer.");
        customers.MapGet("/{id}", Get).WithSummary("One customer, by the id of their lead, or of their contact where the deals name no lead.");
    }

    private static async Task<Results<Ok<Page<CustomerView>>, ProblemHttpResult>> List(
        ApiCall call, ICustomerLists customers, string? search = null, string? sort = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var filter = new CustomerFilter(query.Search, query.Word<CustomerSort>("sort", sort) ?? CustomerSort.Newest);
        return await query.Answer((size, after) => customers.Customers(call.Tenant, filter, after, size, call.Aborted));
    }

    private static async Task<Results<Ok<CustomerView>, ProblemHttpResult>> Get(string id, ApiCall call, ICustomerLists customers) =>
        Key.Fits(id) && await customers.Customer(call.Tenant, id, call.Aborted) is { } customer ? TypedResults.Ok(customer) : Problems.NotFound(call);
}
