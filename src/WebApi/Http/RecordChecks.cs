using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.WebApi.Http;

/// <summary>Checks of what records have in common. In a change, null means unchanged and an empty text cleared; both pass as they are, and what nobody can see is empty.</summary>
internal static class RecordChecks
{
    private const int MostMentions = 20;

    /// <summary>A text of one line.</summary>
    public static string? Line(this Check check, string field, string? value, int longest)
    {
        var text = Check.Shown(value);
        if (text?.Length > longest) check.Add(field, "field.too_long", longest);
        if (text?.Any(char.IsControl) == true) check.Add(field, "field.control");
        return text;
    }

    /// <summary>A text of several lines.</summary>
    public static string? Lines(this Check check, string field, string? value, int longest)
    {
        var text = Check.Shown(value);
        if (text?.Length > longest) check.Add(field, "field.too_long", longest);
        if (text?.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) == true) check.Add(field, "field.control");
        return text;
    }

    /// <summary>An e-mail address, lower-cased.</summary>
    public static string? EmailChange(this Check check, string field, string? value) =>
        string.IsNullOrWhiteSpace(value) ? value?.Trim() : check.Email(field, value);

    /// <summary>A phone in E.164.</summary>
    public static string? PhoneChange(this Check check, string field, string? value) =>
        string.IsNullOrWhiteSpace(value) ? value?.Trim() : check.Phone(field, value);

    /// <summary>The id of another record.</summary>
    public static string? IdChange(this Check check, string field, string? id)
    {
        if (!string.IsNullOrEmpty(id) && !Key.Fits(id)) check.Add(field, "field.unknown");
        return id;
    }

    /// <summary>An instant in UTC, of the years from 2000 to 2100.</summary>
    public static DateTimeOffset? Instant(this Check check, string field, DateTimeOffset? at)
    {
        var utc = at?.ToUniversalTime();
        if (utc is { Year: < 2000 or > 2100 }) check.Add(field, "field.range", "2000-01-01", "2100-12-31");
        return utc;
    }

    /// <summary>A word of an enum, or null where none was given.</summary>
    public static TEnum? Word<TEnum>(this Check check, string field, string? text) where TEnum : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (EnumQuery.TryParse<TEnum>(text, out var value)) return value;
        check.Add(field, "field.one_of", EnumQuery.Words<TEnum>());
        return null;
    }

    /// <summary>Tags: trimmed, none twice.</summary>
    public static IReadOnlyList<string>? Tags(this Check check, IReadOnlyList<string?>? tags)
    {
        if (tags is null) return null;
        var clean = tags.Select(t => t?.Trim() ?? "").Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (clean.Count > TagLimits.Count) check.Add("tags", "field.too_many", TagLimits.Count);
        if (clean.Any(t => t.Length > TagLimits.Length)) check.Add("tags", "field.too_long", TagLimits.Length);
        if (clean.Any(t => t.Any(char.IsControl))) check.Add("tags", "field.control");
        return clean;
    }

    /// <summary>A user of the company, still active; <c>me</c> is the caller.</summary>
    public static async Task<string?> User(this Check check, ApiCall call, string field, string? id)
    {
        if (id == "me") return call.UserId;
        if (string.IsNullOrEmpty(id) || id == call.UserId) return id;
        if (await call.ActiveUser(id) is null) check.Add(field, "field.unknown");
        return id;
    }

    /// <summary>Somebody to whom work may be given: an active user of the company whose role takes it; <c>me</c> is the caller.</summary>
    public static async Task<string?> Worker(this Check check, ApiCall call, string field, string? id)
    {
        if (id == "me") return call.UserId;
        if (string.IsNullOrEmpty(id) || id == call.UserId) return id;
        if (await call.ActiveUser(id) is not { } user) check.Add(field, "field.unknown");
        else if (!await call.MayNow(user, Roles.TakingWork)) check.Add(field, "field.person");
        return id;
    }

    /// <summary>A user of the company, inactive ones too, or null.</summary>
    public static async Task<UserView?> AnyUser(this ApiCall call, string id) =>
        !Key.Fits(id) ? null
        : await call.Http.RequestServices.GetRequiredService<IUserDirectory>().Find(call.Tenant, id, call.Aborted) ?? await call.Grain<IUserGrain>(id).Get();

    /// <summary>
    /// An active user of the company, or null. A copy is believed in the good only: who came, or came back, a moment ago is asked of their own grain.
    /// </summary>
    public static async Task<UserView?> ActiveUser(this ApiCall call, string id) =>
        await call.AnyUser(id) is { IsActive: true } known ? known
        : Key.Fits(id) && await call.Grain<IUserGrain>(id).Get() is { IsActive: true } user ? user : null;

    /// <summary>Whether an active user's role has a permission now.</summary>
    public static async Task<bool> MayNow(this ApiCall call, UserView user, Permission needed) =>
        Roles.PermissionsOf(user.Role).Has(needed)
        || (await call.Grain<IUserGrain>(user.UserId).Get() is { IsActive: true } now && Roles.PermissionsOf(now.Role).Has(needed));

    /// <summary>Users called upon.</summary>
    public static async Task<IReadOnlyList<string>?> Mentions(this Check check, ApiCall call, IReadOnlyList<string?>? ids)
    {
        if (ids is null) return null;
        var all = ids.Select(i => i ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (all.Count > MostMentions) check.Add("mentions", "field.too_many", MostMentions);
        else if (all.Contains("")) check.Add("mentions", "field.unknown");
        else foreach (var id in all) await check.User(call, "mentions", id);
        return all;
    }

    /// <summary>Records that something is about; each must be there and not deleted, unless it stood there <paramref name="before"/>.</summary>
    public static async Task<RecordLinks> Links(
        this Check check, ApiCall call, string? lead, string? deal, string? contact, string? company, string? conversation, RecordLinks? before = null)
    {
        return new RecordLinks(
            await One("leadId", "lead", lead, before?.LeadId), await One("dealId", "deal", deal, before?.DealId),
            await One("contactId", "contact", contact, before?.ContactId), await One("companyId", "company", company, before?.CompanyId),
            await One("conversationId", "conversation", conversation, before?.ConversationId));

        async Task<string?> One(string field, string kind, string? id, string? present)
        {
            if (string.IsNullOrEmpty(id)) return null;
            if (id != present && !await call.Stands(kind, id)) check.Add(field, "field.unknown");
            return id;
        }
    }

    /// <summary>The leads that were merged into a lead: what belongs to them is shown with it.</summary>
    public static async Task<IReadOnlyList<string>> MergedLeads(this ApiCall call, string? leadId) =>
        !string.IsNullOrEmpty(leadId) && Key.Fits(leadId) && await call.Grain<ILeadGrain>(leadId).Get() is { } lead ? lead.Merged : [];

    /// <summary>Whether a record of the caller's tenant is there; a deleted one is.</summary>
    public static async Task<bool> Exists(this ApiCall call, string kind, string id) => Key.Fits(id) && kind switch
    {
        "lead" => await call.Grain<ILeadGrain>(id).Get() is not null,
        "deal" => await call.Grain<IDealGrain>(id).Get() is not null,
        "contact" => await call.Grain<IContactGrain>(id).Get() is not null,
        "company" => await call.Grain<ICompanyGrain>(id).Get() is not null,
        "conversation" => await call.Grain<IConversationGrain>(id).Get() is not null,
        _ => false,
    };

    /// <summary>Whether a record of the caller's tenant is there and not deleted: something new may be about it.</summary>
    public static async Task<bool> Stands(this ApiCall call, string kind, string id) => Key.Fits(id) && kind switch
    {
        "lead" => await call.Grain<ILeadGrain>(id).Get() is { DeletedAt: null },
        "deal" => await call.Grain<IDealGrain>(id).Get() is { Deleted: false },
        "contact" => await call.Grain<IContactGrain>(id).Get() is { Deleted: false },
        "company" => await call.Grain<ICompanyGrain>(id).Get() is { Deleted: false },
        _ => await call.Exists(kind, id),
    };
}
