using SalesFlow.Access;
using SalesFlow.Leads.Transfer;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>An import under way: whose it is, what it was asked to do, and the ids that its rows always have.</summary>
/// <param name="Tenant">The company.</param>
/// <param name="Id">The job.</param>
/// <param name="Work">What it is to do, and how far it has come.</param>
internal sealed record ImportJob(string Tenant, string Id, ImportWork Work)
{
    /// <summary>Whoever asked for it.</summary>
    public Actor Actor { get; } = ActorOf(Work.RequestedBy);

    /// <summary>The id of a row's command.</summary>
    public string CommandId(long row) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"import:{Id}:{row}");

    /// <summary>The id of the lead that a row makes.</summary>
    public string LeadId(long row) => Common.Id.Named("lead", "import", Tenant, Id, row.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Whoever asked for the import, with what an import needs and nothing more: they may have lost their role since.</summary>
    private static Actor ActorOf(string? signature)
    {
        if (signature is null) return Actor.System;
        var at = signature.IndexOf('@', StringComparison.Ordinal);
        var who = at < 0 ? signature : signature[..at];
        var colon = who.IndexOf(':', StringComparison.Ordinal);
        return new Actor(
            who[..colon] == "key" ? ActorKind.ApiKey : ActorKind.User, who[(colon + 1)..], null,
            PermissionSet.Of(Permission.LeadsRead, Permission.LeadsWrite, Permission.LeadsImport), at < 0 ? null : signature[(at + 1)..]);
    }
}
