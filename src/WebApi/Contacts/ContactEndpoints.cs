using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Contacts;
using SalesFlow.Feed;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Contacts;

/// <summary>People who write.</summary>
internal static class ContactEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var contacts = api.MapGroup("/contacts").WithTags("Contacts").Requires(Permission.ContactsRead);
        contacts.MapGet("", List).WithSummary("Contacts, newest change first.");
        contacts.MapGet("/{id}", Get).WithSummary("One contact.");
        contacts.MapGet("/{id}/consents", Consents).WithSummary("The contact's consent by channel.");
    }

    private static Task<Results<Ok<Page<ContactRowView>>, ProblemHttpResult>> List(
        ApiCall call, IContactLists models, string? search = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        return query.Answer((size, after) => models.Contacts(call.Tenant, new ContactFilter(query.Search), after, size, call.Aborted));
    }

    private static async Task<Results<Ok<ContactView>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IContactGrain>(id).Get() is not { } contact) return Problems.NotFound(call);
        call.Tag(contact.Version);
        return TypedResults.Ok(contact);
    }

    private static async Task<Results<Ok<Page<ConsentResponse>>, ProblemHttpResult>> Consents(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IContactGrain>(id).Get() is not { } contact) return Problems.NotFound(call);
        return TypedResults.Ok(new Page<ConsentResponse>([.. contact.Consents.Select(c => new ConsentResponse(c.Key, c.Value))], null));
    }
}

/// <summary>Consent for one channel.</summary>
internal sealed record ConsentResponse(string Channel, ConsentStatus Status);
