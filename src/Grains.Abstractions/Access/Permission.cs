using System.Collections.Frozen;

namespace SalesFlow.Access;

/// <summary>
/// Everything that a person or a key may be allowed. A number is fixed for ever and below 128: sets of permissions are written as bits. The word of
/// one, as scopes of keys and the documents name it, is its dotted form: <c>leads.read</c>.
/// </summary>
public enum Permission
{
    /// <summary>See leads and their timelines.</summary>
    LeadsRead = 0,
    /// <summary>Create and change leads; take one that nobody has.</summary>
    LeadsWrite = 1,
    /// <summary>Delete and restore leads.</summary>
    LeadsDelete = 2,
    /// <summary>Give leads to others.</summary>
    LeadsAssign = 3,
    /// <summary>Merge duplicates and undo it.</summary>
    LeadsMerge = 4,
    /// <summary>Import leads from files.</summary>
    LeadsImport = 5,
    /// <summary>Export lists.</summary>
    LeadsExport = 6,

    /// <summary>See deals and the board.</summary>
    DealsRead = 10,
    /// <summary>Open, change and move deals.</summary>
    DealsWrite = 11,
    /// <summary>Delete and restore deals.</summary>
    DealsDelete = 12,
    /// <summary>Change pipelines, stages and lost reasons.</summary>
    PipelinesManage = 13,

    /// <summary>See companies and contacts.</summary>
    ContactsRead = 20,
    /// <summary>Create and change companies and contacts.</summary>
    ContactsWrite = 21,
    /// <summary>Delete companies and contacts.</summary>
    ContactsDelete = 22,
    /// <summary>See tasks, notes and calls.</summary>
    ActivitiesRead = 23,
    /// <summary>Create and change tasks, notes and calls.</summary>
    ActivitiesWrite = 24,
    /// <summary>Define custom fields.</summary>
    FieldsManage = 25,

    /// <summary>See conversations and messages.</summary>
    ConversationsRead = 30,
    /// <summary>Take over, write to customers, give back, label, snooze, note.</summary>
    ConversationsReply = 31,
    /// <summary>Give conversations to others, and take them from others.</summary>
    ConversationsAssign = 32,
    /// <summary>Define labels, canned replies and service levels for all.</summary>
    InboxManage = 33,
    /// <summary>See message templates, their versions and their standing.</summary>
    TemplatesRead = 34,
    /// <summary>Write message templates, submit them to Meta, delete them.</summary>
    TemplatesManage = 35,

    /// <summary>See agents and their runs.</summary>
    AgentsRead = 40,
    /// <summary>Run an agent by hand.</summary>
    AgentsInvoke = 41,
    /// <summary>Change a tenant's own prompts, thresholds and models of agents, and what they may spend.</summary>
    AgentsManage = 45,
    /// <summary>See articles, sectors and what they say.</summary>
    KnowledgeRead = 42,
    /// <summary>Write drafts, import documents, keep sector assets.</summary>
    KnowledgeWrite = 43,
    /// <summary>Put articles into use, take them out of it, delete them.</summary>
    KnowledgeApprove = 44,

    /// <summary>See the dashboard's figures.</summary>
    ReportsRead = 50,
    /// <summary>See queues, workload, scorecards and alerts of the team.</summary>
    TeamRead = 51,
    /// <summary>Reassign work and acknowledge alarms of the team.</summary>
    TeamManage = 52,

    /// <summary>See the company's profile and its users.</summary>
    TenantRead = 60,
    /// <summary>Change the company's settings.</summary>
    TenantManage = 61,
    /// <summary>Add users, up to what one holds oneself.</summary>
    UsersAdd = 62,
    /// <summary>Change and deactivate users.</summary>
    UsersManage = 63,
    /// <summary>Connect channels.</summary>
    ChannelsManage = 64,
    /// <summary>Make and revoke keys, up to what one holds oneself; set up webhooks.</summary>
    IntegrationsManage = 65,
    /// <summary>Read the audit log.</summary>
    AuditRead = 66,
    /// <summary>Read policies.</summary>
    PoliciesRead = 67,
    /// <summary>Write policies.</summary>
    PoliciesManage = 68,
    /// <summary>See plan and usage.</summary>
    PlanRead = 69,
    /// <summary>Change the plan.</summary>
    PlanManage = 70,

    /// <summary>Run the installation: cross tenants, through platform routes only.</summary>
    Platform = 127,
}

/// <summary>The words of permissions.</summary>
public static class Permissions
{
    private static readonly FrozenDictionary<Permission, string> Names = Enum.GetValues<Permission>().ToFrozenDictionary(p => p, Dotted);
    private static readonly FrozenDictionary<string, Permission> ByName = Names.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

    /// <summary>Every permission, in the order of the numbers.</summary>
    public static IReadOnlyList<Permission> All { get; } = [.. Enum.GetValues<Permission>()];

    /// <summary>The word: <c>leads.read</c>.</summary>
    public static string Word(this Permission permission) => Names[permission];

    /// <summary>The permission of a word, or null.</summary>
    public static Permission? Find(string word) => ByName.TryGetValue(word, out var found) ? found : null;

    private static string Dotted(Permission p)
    {
        var name = p.ToString();
        var second = 1;
        while (second < name.Length && !char.IsAsciiLetterUpper(name[second])) second++;
        return second == name.Length
            ? name.ToLowerInvariant()
            : string.Concat(name[..second], ".", name[second..]).ToLowerInvariant();
    }
}

/// <summary>A set of permissions.</summary>
/// <param name="Bits">Bit n stands for the permission with number n.</param>
public readonly record struct PermissionSet(UInt128 Bits)
{
    /// <summary>No permission.</summary>
    public static PermissionSet None => default;

    /// <summary>A set of these.</summary>
    public static PermissionSet Of(params IEnumerable<Permission> permissions)
    {
        UInt128 bits = 0;
        foreach (var p in permissions) bits |= UInt128.One << (int)p;
        return new PermissionSet(bits);
    }

    /// <summary>Whether the permission is in it.</summary>
    public bool Has(Permission permission) => (Bits & (UInt128.One << (int)permission)) != 0;

    /// <summary>Whether all of another set are in this one.</summary>
    public bool Covers(PermissionSet other) => (other.Bits & ~Bits) == 0;

    /// <summary>What is in both.</summary>
    public PermissionSet Meet(PermissionSet other) => new(Bits & other.Bits);

    /// <summary>The permissions in it, in the order of their numbers.</summary>
    public IReadOnlyList<Permission> List()
    {
        var set = this;
        return [.. Permissions.All.Where(p => set.Has(p))];
    }
}
