using System.Collections.Frozen;
using System.Globalization;

namespace SalesFlow.Access;

/// <summary>
/// Who may see which events, in the feed, on the hubs and in webhooks: those of an entity's kind need its permission. A kind that stands here in no
/// line is shown to nobody.
/// </summary>
public static class EventVisibility
{
    /// <summary>The type under which an event comes to those who may not see it.</summary>
    public const string Hidden = "hidden";

    private static readonly FrozenDictionary<string, Permission> Kinds = new Dictionary<string, Permission>(StringComparer.Ordinal)
    {
        ["lead"] = Permission.LeadsRead,
        ["assignment"] = Permission.TeamRead,
        ["lead-import"] = Permission.LeadsImport,
        ["form"] = Permission.LeadsRead,
        ["form-consent"] = Permission.LeadsRead,
        ["deal"] = Permission.DealsRead,
        ["pipeline"] = Permission.DealsRead,
        ["contact"] = Permission.ContactsRead,
        ["company"] = Permission.ContactsRead,
        ["activity"] = Permission.ActivitiesRead,
        ["call"] = Permission.ActivitiesRead,
        ["fields"] = Permission.ContactsRead,
        ["record-fields"] = Permission.ContactsRead,
        ["conversation"] = Permission.ConversationsRead,
        ["inbox"] = Permission.ConversationsRead,
        ["template"] = Permission.TemplatesRead,
        ["template-account"] = Permission.TemplatesRead,
        ["service-level"] = Permission.TeamRead,
        ["csat"] = Permission.TeamRead,
        ["alert"] = Permission.TeamRead,
        ["team-settings"] = Permission.TeamRead,
        ["media"] = Permission.ConversationsRead,
        ["tenant"] = Permission.TenantRead,
        ["user"] = Permission.TenantRead,
        ["audit"] = Permission.AuditRead,
        ["subscription"] = Permission.PlanRead,
        ["policy"] = Permission.PoliciesRead,
        ["agent-profile"] = Permission.AgentsRead,
        ["agent-run"] = Permission.AgentsRead,
        ["article"] = Permission.KnowledgeRead,
        ["knowledge-gaps"] = Permission.KnowledgeRead,
        ["sector-asset"] = Permission.KnowledgeRead,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The permission that events of a kind need, or null where nobody may see them.</summary>
    public static Permission? Of(string entity) => Kinds.TryGetValue(entity, out var permission) ? permission : null;

    /// <summary>The id under which an event comes to those who may not see it: as unique as the number, so that whoever drops repeats by id drops none.</summary>
    public static string HiddenId(long seq) => string.Create(CultureInfo.InvariantCulture, $"{Hidden}:{seq}");

    /// <summary>Whether a holder of these permissions may see events of a kind.</summary>
    public static bool Shows(PermissionSet held, string entity) => Kinds.TryGetValue(entity, out var permission) && held.Has(permission);

    /// <summary>
    /// Whether a holder of these permissions may see all that some names stand for: <c>lead.created</c>, <c>lead.*</c>, or <c>*</c> for everything.
    /// </summary>
    public static bool ShowsAll(PermissionSet held, IEnumerable<string> types) => types.All(type =>
        type == "*" ? Kinds.Values.All(held.Has) : type.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && Shows(held, type[..dot]));
}
