namespace SalesFlow.Leads.Transfer;

/// <summary>
/// Where files of imports are kept: one folder a job. The node that takes a file and the silo that reads it must see the same folder; nodes on several
/// machines need a shared one.
/// </summary>
/// <param name="root">The folder of all jobs.</param>
public sealed class ImportFolder(string root)
{
    /// <summary>The key of the setting; <c>imports</c> in the data directory where it is not set.</summary>
    public const string Setting = "SalesFlow:Imports:Directory";

    /// <summary>The folder that the settings name.</summary>
    public static string RootOf(string? setting, string? dataDirectory) =>
        !string.IsNullOrEmpty(setting) ? setting : Path.Combine(string.IsNullOrEmpty(dataDirectory) ? "./data" : dataDirectory, "imports");

    /// <summary>The folder of all jobs.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>A job's folder.</summary>
    public string Of(string tenant, string job) => Path.Combine(Root, tenant, job);

    /// <summary>The file as it was sent.</summary>
    public string Source(string tenant, string job) => Path.Combine(Of(tenant, job), "source");

    /// <summary>The rows that could not be taken: a line of JSON each.</summary>
    public string Errors(string tenant, string job) => Path.Combine(Of(tenant, job), "errors");
}
