using System.Collections.Immutable;
using SalesFlow.Common;
using SalesFlow.Contacts;

namespace SalesFlow.Grains.Contacts;

/// <summary>
/// What goes over in a merge, and what goes back. The survivor takes only what it lacks; tags come together; a consent that one of the two took back
/// is taken back for both, since it is one person. Undoing returns what still stands as it was taken: what people changed since then stays.
/// </summary>
internal static class ContactMerging
{
    /// <summary>The names that lead to a contact, as far as it knows.</summary>
    public static IReadOnlyList<string> NamesOf(ContactState s)
    {
        var names = new HashSet<string>(s.Aliases, StringComparer.Ordinal);
        if (s.Phone is { } phone) names.Add(AliasNames.OfPhone(phone));
        if (s.Details.Whatsapp is { } whatsapp) names.Add(AliasNames.OfPhone(whatsapp));
        if (s.Bsuid is { } bsuid) names.Add(AliasNames.OfBsuid(bsuid));
        if (s.Details.Email is { } email) names.Add(AliasNames.OfEmail(email));
        return [.. names];
    }

    public static ContactExchange Take(ContactState s, ContactView other)
    {
        var (mine, theirs) = (s.Card, other.Details);
        var tags = (mine.Tags ?? []).Union(theirs.Tags ?? [], StringComparer.Ordinal).Take(TagLimits.Count).ToList();
        var details = new ContactDetails(
            Lacking(mine.FullName, theirs.FullName), Lacking(mine.JobTitle, theirs.JobTitle), Lacking(mine.Email, theirs.Email),
            Lacking(mine.Phone, other.Phone), Lacking(mine.Whatsapp, theirs.Whatsapp), Lacking(mine.CompanyId, theirs.CompanyId),
            Lacking(mine.LeadId, theirs.LeadId), theirs.IsDecisionMaker == true && mine.IsDecisionMaker != true ? true : null, null,
            Lacking(mine.PreferredChannel, theirs.PreferredChannel), Lacking(mine.Notes, theirs.Notes), Lacking(mine.OwnerId, theirs.OwnerId),
            Patch.Change(tags, mine.Tags));
        return new ContactExchange(
            details, Lacking(s.Name, other.Name), Lacking(s.Bsuid, other.Bsuid), Lacking(s.Username, other.Username), Consents(s, other));
    }

    /// <summary>The consents that come over from another contact, by channel; null where none does.</summary>
    public static IReadOnlyDictionary<string, ConsentStatus>? Consents(ContactState s, ContactView other)
    {
        var consents = other.Consents
            .Where(c => c.Value != ConsentStatus.Pending && s.Consents.GetValueOrDefault(c.Key) is var own
                && (own == ConsentStatus.Pending || (own == ConsentStatus.Granted && c.Value == ConsentStatus.Revoked)))
            .ToImmutableDictionary();
        return consents.IsEmpty ? null : consents;
    }

    public static ContactExchange Return(ContactState s, MergeMemory memory)
    {
        var (now, took, before) = (s.Card, memory.Took.Details, memory.Before);
        var brought = (took.Tags ?? []).Except(before.Details.Tags ?? [], StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var details = new ContactDetails(
            Back(now.FullName, took.FullName), Back(now.JobTitle, took.JobTitle), Back(now.Email, took.Email),
            Identity(s.Phone, memory.Phone, took.Phone, before.Details.Phone), Back(now.Whatsapp, took.Whatsapp), Back(now.CompanyId, took.CompanyId),
            Back(now.LeadId, took.LeadId), took.IsDecisionMaker == true && now.IsDecisionMaker == true ? false : null, null,
            Back(now.PreferredChannel, took.PreferredChannel), Back(now.Notes, took.Notes), Back(now.OwnerId, took.OwnerId),
            Patch.Change([.. (now.Tags ?? []).Where(t => !brought.Contains(t))], now.Tags));
        var consents = (memory.Took.Consents ?? ImmutableDictionary<string, ConsentStatus>.Empty)
            .Where(c => s.Consents.GetValueOrDefault(c.Key) == c.Value)
            .ToImmutableDictionary(c => c.Key, c => (before.Consents ?? ImmutableDictionary<string, ConsentStatus>.Empty).GetValueOrDefault(c.Key));
        return new ContactExchange(
            details, Back(s.Name, memory.Took.Name), Identity(s.Bsuid, memory.Bsuid, memory.Took.Bsuid, before.Bsuid),
            Identity(s.Username, memory.Username, memory.Took.Username, before.Username), consents.IsEmpty ? null : consents);
    }

    private static string? Lacking(string? mine, string? theirs) => mine is null ? theirs : null;

    private static string? Back(string? now, string? took) => took is not null && now == took ? "" : null;

    /// <summary>What identifies the other goes, also where the channel brought it only after the merge.</summary>
    private static string? Identity(string? now, string? theirs, string? took, string? before) =>
        now is not null && now != before && (now == theirs || now == took) ? before ?? "" : null;
}
