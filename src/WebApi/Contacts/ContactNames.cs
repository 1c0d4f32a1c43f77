using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Contacts;

/// <summary>
/// Claims phones and e-mail addresses for contacts made by hand, each for one contact only. The first claim decides the new contact's id: where a
/// request broke off between claim and creation, the next one for the same name goes on under that id, and of two at once only one creates it.
/// </summary>
internal sealed class ContactNames(ApiCall call, string command)
{
    private readonly List<string> _claimed = [];

    /// <summary>The names that identify a contact with these particulars.</summary>
    public static IReadOnlyList<string> Of(ContactDetails d) =>
    [
        .. new[]
        {
            string.IsNullOrEmpty(d.Phone) ? null : AliasNames.OfPhone(d.Phone),
            string.IsNullOrEmpty(d.Whatsapp) ? null : AliasNames.OfPhone(d.Whatsapp),
            string.IsNullOrEmpty(d.Email) ? null : AliasNames.OfEmail(d.Email),
        }.OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Claims names for a new contact: the id that it gets, or the contact that has one of them.</summary>
    public async Task<(string Id, string? Owner)> ClaimNew(string id, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return (id, null);
        var chosen = await Alias(names[0]).Claim(id);
        // Either somebody else's contact or one that this very command made before: creating it again tells which.
        if (await call.Grain<IContactGrain>(chosen).Get() is not null) return (chosen, null);
        _claimed.Add(names[0]);
        return (chosen, await Claim(chosen, names.Skip(1)));
    }

    /// <summary>Claims names for a contact; the contact that has one of them already, or null.</summary>
    public async Task<string?> Claim(string id, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var before = await Alias(name).Get();
            if (before == id) continue;
            var owner = before ?? await Alias(name).Claim(id);
            if (owner != id)
            {
                if (await call.Grain<IContactGrain>(owner).Get() is not null) return owner;
                await Alias(name).Move(Id.Named("adopt", command, name), id);
            }
            _claimed.Add(name);
        }
        return null;
    }

    /// <summary>Gives up what was claimed here for a contact that did not come about or did not change.</summary>
    public Task GiveUp(string id) => Release(id, _claimed);

    /// <summary>Gives up names that are no longer a contact's.</summary>
    public async Task Release(string id, IEnumerable<string> names)
    {
        foreach (var name in names) await Alias(name).Release(Id.Named("release", command, name), id);
    }

    /// <summary>The answer that names the contact which has the phone or the address already.</summary>
    public static ProblemHttpResult Taken(ApiCall call, string contactId)
    {
        var problem = Problems.Of(call.Http, StatusCodes.Status409Conflict, "contact_exists", contactId);
        problem.ProblemDetails.Extensions["contactId"] = contactId;
        return problem;
    }

    private IContactAliasGrain Alias(string name) => call.Grain<IContactAliasGrain>(name);
}
