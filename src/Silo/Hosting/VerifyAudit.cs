using SalesFlow.Common;
using SalesFlow.Storage;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Feed;
using SalesFlow.Tenancy;
using SalesFlow.WebApi.Tenancy;

namespace SalesFlow.Silo.Hosting;

/// <summary>
/// The command <c>verify-audit [tenant]</c>: checks the audit log of one tenant, or of all and the platform's own, without starting anything. It may run
/// beside a running installation.
/// </summary>
internal static class VerifyAudit
{
    /// <summary>The command's word.</summary>
    public const string Word = "verify-audit";

    /// <summary>The exit code where a log is not whole.</summary>
    public const int Broken = 1;

    private const int PageSize = 200;

    /// <summary>Runs the command: 0 where every log is whole, 1 where one is not or nobody has the id; a line a log says so.</summary>
    /// <exception cref="InvalidOperationException">The settings name no installation. Nothing is made where there is none.</exception>
    public static async Task<int> Run(WebApplicationBuilder builder, string? tenant, TextWriter output, TextWriter error)
    {
        if (MissingFile(builder.Configuration) is { } missing)
            throw new InvalidOperationException($"{StorageOptions.DataDirectoryKey} names no installation: there is no {missing}.");
        builder.Configuration.AddInMemoryCollection([new(SigningKeys.Setting, SigningKeys.Load(builder.Configuration))]);
        builder.Logging.ClearProviders();
        builder.Services.AddSalesFlowStorage(builder.Configuration);
        builder.Services.AddSalesFlowProjections();
        await using var app = builder.Build();
        var log = app.Services.GetRequiredService<IAuditLog>();
        var directory = app.Services.GetRequiredService<ITenantDirectory>();
        if (tenant is not (null or TenantKey.Platform) && await directory.Tenant(tenant, CancellationToken.None) is null)
        {
            await error.WriteLineAsync("No company has this id.");
            return Broken;
        }
        var broken = 0;
        await foreach (var one in Chosen(directory, tenant))
        {
            var verdict = await log.Verify(one, CancellationToken.None);
            if (verdict.Intact)
            {
                await output.WriteLineAsync($"{one}: intact, {verdict.Entries} entries, head {verdict.HeadHash ?? "-"}");
                continue;
            }
            broken++;
            await output.WriteLineAsync($"{one}: BROKEN at entry {verdict.BrokenAt} ({verdict.Problem}), {verdict.Entries} entries before it are intact");
        }
        return broken == 0 ? 0 : Broken;
    }

    /// <summary>The database's file, where it should be one of the data folder and is not there.</summary>
    private static string? MissingFile(ConfigurationManager configuration)
    {
        var provider = configuration["SalesFlow:Storage:Provider"];
        if (provider is { Length: > 0 } && !provider.Equals("sqlite", StringComparison.OrdinalIgnoreCase)) return null;
        if (!string.IsNullOrEmpty(configuration["SalesFlow:Storage:ConnectionString"])) return null;
        var path = Path.Combine(configuration[StorageOptions.DataDirectoryKey] is { Length: > 0 } folder ? folder : "./data", "salesflow.db");
        return File.Exists(path) ? null : path;
    }

    private static async IAsyncEnumerable<string> Chosen(ITenantDirectory directory, string? tenant)
    {
        if (tenant is not null)
        {
            yield return tenant;
            yield break;
        }
        yield return TenantKey.Platform;
        string? cursor = null;
        do
        {
            var page = await directory.Tenants(new TenantFileFilter(), cursor, PageSize, CancellationToken.None);
            foreach (var file in page.Items) yield return file.Id;
            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
