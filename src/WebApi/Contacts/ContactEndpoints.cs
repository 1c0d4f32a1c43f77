using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Feed;
using SalesFlow.WebApi.Fields;
using SalesFlow.WebApi.Http;

namespace SalesFlow.WebApi.Contacts;

/// <summary>People who write, and whom people know.</summary>
internal static class ContactEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var contacts = api.MapGroup("/contacts").WithTags("Contacts").Requires(Permission.ContactsRead);
        contacts.MapGet("", List).WithSummary("Contacts; ?companyId=, ?ownerId=, ?decisionMaker=, ?language=, ?consent=, ?tag=, ?field.{key}=, ?search=, ?sort=.")
            .WithDescription("Sorted by ?sort=updated (default, newest change first), created or name. Neither deleted nor merged contacts.");
        contacts.MapPost("", Create).Requires(Permission.ContactsWrite).WithSummary("Adds a contact by hand.")
            .WithDescription("A phone or an e-mail address is one contact's only: 409 with contactId names the contact that has it.");
        contacts.MapGet("/{id}", Get).WithSummary("One contact; a deleted or a merged one says so.");
        contacts.MapPut("/{id}", Update).Requires(Permission.ContactsWrite).WithSummary("Changes what people know of a contact.");
        contacts.MapDelete("/{id}", Delete).Requires(Permission.ContactsDelete).WithSummary("Takes a contact out of lists.");
        contacts.MapPost("/{id}/restore", Restore).Requires(Permission.ContactsDelete).WithSummary("Brings a deleted contact back.");
        contacts.MapPost("/{id}/merge", Merge).Requires(Permission.LeadsMerge)
            .WithSummary("Another contact is the same person: it goes into this one.")
            .WithDescription("Names, messages, consents and timeline of the other lead here from now on. Web nodes may remember the old contact for ten minutes.");
        contacts.MapPost("/{id}/unmerge", Unmerge).Requires(Permission.LeadsMerge).WithSummary("Undoes a merge exactly.");
        contacts.MapGet("/{id}/consents", Consents).WithSummary("The contact's consent by channel, and its history, newest first.");
        contacts.MapPost("/{id}/consents", RecordConsent).Requires(Permission.ContactsWrite).WithSummary("Records consent given or taken back, with its proof.");
        contacts.MapGet("/{id}/messages", Messages).Requires(Permission.ConversationsRead)
            .WithSummary("Messages of all the contact's conversations, newest first.");
        contacts.MapGet("/{id}/calls", Calls).Requires(Permission.ActivitiesRead).WithSummary("The contact's calls, newest first.");
    }

    private static async Task<Results<Ok<Page<ContactRowView>>, ProblemHttpResult>> List(
        ApiCall call, IContactLists contacts, string? companyId = null, string? ownerId = null, bool? decisionMaker = null, string? language = null,
        string? consent = null, string? tag = null, string? search = null, string? sort = null, int? limit = null, string? cursor = null)
    {
        var query = new ListQuery(call, limit, cursor, search);
        var status = query.Word<ConsentStatus>("consent", consent);
        var order = query.Word<RecordSort>("sort", sort) ?? RecordSort.Updated;
        var (fields, problem) = await FieldQuery.Read(call, "contact");
        if (problem is not null) return problem;
        var filter = new ContactFilter(
            query.Search, Only(companyId), ownerId == "me" ? call.UserId : Only(ownerId), decisionMaker, Only(language), status, Only(tag), fields, order);
        return await query.Answer((size, after) => contacts.Contacts(call.Tenant, filter, after, size, call.Aborted));
    }

    private static async Task<Results<Created<ContactResponse>, ProblemHttpResult>> Create(ContactRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var details = ContactDetails.None.With(await request.Details(check, call));
        if (details is { FullName: null, Phone: null, Email: null, Whatsapp: null } && !check.Failed) check.Add("fullName", "field.required");
        if (check.Failed) return check.Problem();

        var command = call.CommandId("contact.create");
        var names = new ContactNames(call, command);
        var (id, owner) = await names.ClaimNew(Id.Named("contact", call.Tenant, command), ContactNames.Of(details));
        var contact = call.Grain<IContactGrain>(id);
        if (owner is not null)
        {
            if (await contact.Get() is null) await names.GiveUp(id);
            return ContactNames.Taken(call, owner);
        }
        var outcome = await contact.Create(command, details);
        if (outcome.Refusal is Refusal.AlreadyExists) return ContactNames.Taken(call, id);
        if (!outcome.Accepted)
        {
            await names.GiveUp(id);
            return Problems.Refused(call, outcome);
        }
        await call.Settle("contact", id, outcome.Version);
        var view = await contact.Get() ?? throw new InvalidOperationException("A created contact has no view.");
        call.Tag(view.Version);
        return TypedResults.Created($"/api/v1/contacts/{id}", ContactResponse.Of(view));
    }

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Get(string id, ApiCall call)
    {
        if (!Key.Fits(id) || await call.Grain<IContactGrain>(id).Get() is not { } contact) return Problems.NotFound(call);
        call.Tag(contact.Version);
        return TypedResults.Ok(ContactResponse.Of(contact));
    }

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Update(string id, ContactRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var before = Key.Fits(id) ? await call.Grain<IContactGrain>(id).Get() : null;
        var changes = await request.Details(check, call, before?.Details);
        if (check.Failed) return check.Problem();
        if (before is null) return Problems.NotFound(call);
        var command = call.CommandId("contact.update:" + id);
        var names = new ContactNames(call, command);
        if (await names.Claim(id, ContactNames.Of(changes)) is { } owner)
        {
            await names.GiveUp(id);
            return ContactNames.Taken(call, owner);
        }
        var outcome = await call.Grain<IContactGrain>(id).Update(command, changes, call.ExpectedVersion);
        if (!outcome.Accepted) await names.GiveUp(id);
        // A person whom a channel has seen may come back under the old name; a slip of the pen must not keep a name from others.
        else if (!before.Seen) await names.Release(id, ContactNames.Of(before.Details).Except(ContactNames.Of(before.Details.With(changes)), StringComparer.Ordinal));
        return await Answer(id, outcome, call);
    }

    private static Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Delete(string id, ApiCall call) =>
        Command(id, call, c => c.Delete(call.CommandId("contact.delete:" + id), call.ExpectedVersion));

    private static Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Restore(string id, ApiCall call) =>
        Command(id, call, c => c.Restore(call.CommandId("contact.restore:" + id)));

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Merge(string id, MergeRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var other = check.Required("otherContactId", request.OtherContactId, 100);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id) || !Key.Fits(other)) return Problems.NotFound(call);
        if (await Moved(id, call)) return Problems.Stale(call);
        var outcome = await call.Grain<IContactGrain>(other).MergeInto(call.CommandId($"contact.merge:{id}:{other}"), id);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        // A merge that meets the other contact's own waits for that, and may be taken back.
        if (await Ended(other, call) is { MergedInto: null } apart) return Problems.Refused(call, new Outcome(Refusal.WrongStatus, apart.Version, "merged"));
        return await BothShown(id, other, outcome.Version, call);
    }

    /// <summary>The contact that stays, once lists show both where the caller waits for that.</summary>
    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> BothShown(string id, string other, long otherVersion, ApiCall call)
    {
        await call.Settle("contact", other, otherVersion);
        if (await call.Grain<IContactGrain>(id).Get() is { } survivor) await call.Settle("contact", id, survivor.Version);
        return await Get(id, call);
    }

    /// <summary>The contact once no merge of it goes on any more.</summary>
    private static async Task<ContactView?> Ended(string id, ApiCall call)
    {
        ContactView? view = null;
        await call.Ended(async () => (view = await call.Grain<IContactGrain>(id).Get()) is not { MergeStep: not MergeStep.None });
        return view;
    }

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Unmerge(string id, MergeRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var other = check.Required("otherContactId", request.OtherContactId, 100);
        if (check.Failed) return check.Problem();
        if (!Key.Fits(id) || !Key.Fits(other)) return Problems.NotFound(call);
        if (await Moved(id, call)) return Problems.Stale(call);
        var outcome = await call.Grain<IContactGrain>(other).Unmerge(call.CommandId($"contact.unmerge:{id}:{other}"), id);
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await Ended(other, call);
        return await BothShown(id, other, outcome.Version, call);
    }

    /// <summary>
    /// Whether the contact that stays has another version than the caller saw. Asked before, since the other one does the work: whoever changes this
    /// one at the same moment loses nothing by it.
    /// </summary>
    private static async Task<bool> Moved(string id, ApiCall call) =>
        call.ExpectedVersion is { } seen && await call.Grain<IContactGrain>(id).Get() is { } now && now.Version != seen;

    private static async Task<Results<Ok<ConsentsResponse>, ProblemHttpResult>> Consents(
        string id, ApiCall call, IContactLists contacts, int? limit = null, string? cursor = null)
    {
        if (!Key.Fits(id) || await call.Grain<IContactGrain>(id).Get() is not { } contact) return Problems.NotFound(call);
        var page = await new ListQuery(call, limit, cursor).Answer((size, after) => contacts.Consents(call.Tenant, id, after, size, call.Aborted));
        return page.Result is Ok<Page<ConsentRowView>> { Value: { } history }
            ? TypedResults.Ok(new ConsentsResponse(contact.Consents, history.Items, history.Next))
            : (ProblemHttpResult)page.Result;
    }

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> RecordConsent(string id, ConsentRequest request, ApiCall call)
    {
        var check = new Check(call.Http);
        var channel = check.OneOf("channel", check.Required("channel", request.Channel, 20), "", "whatsapp", "email", "sms", "phone");
        var status = check.OneOf("status", check.Required("status", request.Status, 20), "", "granted", "revoked");
        var source = check.Line("source", check.Required("source", request.Source, 50), 50);
        var proof = check.Line("proof", check.Optional("proof", request.Proof, 256), 256);
        if (!string.IsNullOrEmpty(request.IpAddress) && !System.Net.IPAddress.TryParse(request.IpAddress, out _)) check.Add("ipAddress", "field.unknown");
        if (check.Failed) return check.Problem();
        var consent = new ConsentRecord(
            channel, status == "granted" ? ConsentStatus.Granted : ConsentStatus.Revoked, source!, proof, string.IsNullOrEmpty(request.IpAddress) ? null : request.IpAddress);
        return await Command(id, call, c => c.RecordConsent(call.CommandId($"contact.consent:{id}:{channel}"), consent));
    }

    private static async Task<Results<Ok<Page<ContactMessage>>, ProblemHttpResult>> Messages(
        string id, ApiCall call, IContactLists contacts, int? limit = null, string? cursor = null) => await call.Exists("contact", id)
            ? await new ListQuery(call, limit, cursor).Answer((size, after) => contacts.Messages(call.Tenant, id, after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<Page<CallRowView>>, ProblemHttpResult>> Calls(
        string id, ApiCall call, IActivityLists lists, int? limit = null, string? cursor = null) => await call.Exists("contact", id)
            ? await new ListQuery(call, limit, cursor).Answer((size, after) =>
                lists.Calls(call.Tenant, new CallFilter(Links: new RecordLinks(ContactId: id)), after, size, call.Aborted))
            : Problems.NotFound(call);

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Command(string id, ApiCall call, Func<IContactGrain, Task<Outcome>> command) =>
        Key.Fits(id) ? await Answer(id, await command(call.Guarded<IContactGrain>(id)), call) : Problems.NotFound(call);

    private static async Task<Results<Ok<ContactResponse>, ProblemHttpResult>> Answer(string id, Outcome outcome, ApiCall call)
    {
        if (!outcome.Accepted) return Problems.Refused(call, outcome);
        await call.Settle("contact", id, outcome.Version);
        return await Get(id, call);
    }

    private static string? Only(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
