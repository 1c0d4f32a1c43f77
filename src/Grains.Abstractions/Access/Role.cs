using System.Collections.Frozen;
using static SalesFlow.Access.Permission;

namespace SalesFlow.Access;

/// <summary>What a user is in the company. Written in lower case.</summary>
[GenerateSerializer]
public enum Role
{
    /// <summary>Registered the company; may do everything in it.</summary>
    Owner = 0,
    /// <summary>Administers the company.</summary>
    Admin = 1,
    /// <summary>Leads the sales team.</summary>
    Manager = 2,
    /// <summary>Watches over queues and service levels.</summary>
    Supervisor = 3,
    /// <summary>Sells.</summary>
    Agent = 4,
    /// <summary>Brings leads from outside; sees only what is their own, through routes of their own.</summary>
    Affiliate = 5,
    /// <summary>Looks.</summary>
    Viewer = 6,
    /// <summary>An owner of the platform's own company who also runs the installation.</summary>
    Superadmin = 7,
}

/// <summary>
/// The permission matrix: which role may do what. It is the only place that says so; docs/PERMISSIONS.md shows it as a table, and a test holds the two
/// together cell by cell.
/// </summary>
public static class Roles
{
    /// <summary>
    /// What somebody's role must allow for work of any kind to be given to them: leads, deals and conversations have a customer behind them, and whoever may
    /// not write to customers would keep them waiting for ever.
    /// </summary>
    public const Permission TakingWork = ConversationsReply;

    private static readonly Permission[] Looking =
    [
        LeadsRead, DealsRead, ContactsRead, ActivitiesRead, ConversationsRead, TemplatesRead, AgentsRead, ReportsRead, TenantRead,
        PoliciesRead, KnowledgeRead,
    ];

    private static readonly Permission[] Selling =
    [
        .. Looking, LeadsWrite, DealsWrite, ContactsWrite, ActivitiesWrite, ConversationsReply, AgentsInvoke, KnowledgeWrite,
    ];

    private static readonly Permission[] Supervising =
    [
        .. Selling, LeadsAssign, LeadsMerge, LeadsExport, ConversationsAssign, TeamRead, TeamManage,
    ];

    private static readonly Permission[] Managing =
    [
        .. Supervising, LeadsDelete, LeadsImport, DealsDelete, ContactsDelete, PipelinesManage, FieldsManage, InboxManage,
        TemplatesManage, UsersAdd, PlanRead, KnowledgeApprove,
    ];

    private static readonly Permission[] Owning =
    [
        .. Managing, AgentsManage, TenantManage, UsersManage, ChannelsManage, IntegrationsManage, AuditRead, PoliciesManage, PlanManage,
    ];

    private static readonly FrozenDictionary<Role, PermissionSet> Matrix = new Dictionary<Role, PermissionSet>
    {
        [Role.Owner] = PermissionSet.Of(Owning),
        [Role.Admin] = PermissionSet.Of(Owning),
        [Role.Manager] = PermissionSet.Of(Managing),
        [Role.Supervisor] = PermissionSet.Of(Supervising),
        [Role.Agent] = PermissionSet.Of(Selling),
        [Role.Affiliate] = PermissionSet.None,
        [Role.Viewer] = PermissionSet.Of(Looking),
        [Role.Superadmin] = PermissionSet.Of([.. Owning, Permission.Platform]),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Role> ByWord =
        Enum.GetValues<Role>().ToFrozenDictionary(r => r.Word(), StringComparer.Ordinal);

    /// <summary>What a role may do.</summary>
    public static PermissionSet PermissionsOf(Role role) => Matrix[role];

    /// <summary>Whether work may be given to people of a role.</summary>
    public static bool TakesWork(Role role) => Matrix[role].Has(TakingWork);

    /// <summary>The role's word: <c>supervisor</c>.</summary>
    public static string Word(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of a word, or null.</summary>
    public static Role? Find(string? word) => word is not null && ByWord.TryGetValue(word, out var role) ? role : null;

    /// <summary>
    /// Whether somebody may give a role, or change somebody who has it: nobody gives more than they hold. There is one owner, who is never made by
    /// this way, and superadmins are made on the platform's console only.
    /// </summary>
    public static bool MayGrant(PermissionSet held, Role role) => role is not (Role.Owner or Role.Superadmin) && held.Covers(Matrix[role]);
}
