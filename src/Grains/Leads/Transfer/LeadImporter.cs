using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Leads.Transfer;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>
/// Carries one import on from where it stands: reads a chunk of rows, finds what is known already, writes leads, notes what is wrong, reports. Every row
/// has ids made of the job's id and its number, so a chunk that is done twice is done once. Runs outside of grains' turns.
/// </summary>
internal sealed partial class LeadImporter(
    IGrainFactory grains, IBulkEntityWriter bulk, ILeadTransferLists lists, IReadModels models, TenantViews tenants, ImportFolder folder,
    IOptions<ImportTuning> tuning, IQuotas quotas, IUserDirectory directory, TimeProvider clock, ILogger<LeadImporter> log)
{
    private readonly ImportPorts _ports = new(grains, bulk, lists, models, tenants, quotas, directory, clock);

    /// <summary>Called with the number of rows of each chunk that was reported, so that tests can break off there.</summary>
    internal Action<long>? Passing { get; set; }

    /// <summary>Works until the end, until told to stop, or until the token says so; what is not reported then is done again by the next.</summary>
    public async Task Run(string tenant, string job, CancellationToken ct)
    {
        TenantScope.Enter(tenant);
        var grain = _ports.Grains.GetGrain<ILeadImportGrain>(TenantKey.Format(tenant, job));
        var worker = Guid.NewGuid().ToString("N");
        if (await grain.Take(worker) is not { } work) return;
        var pass = new ImportPass(
            _ports, folder, tuning.Value, new ImportJob(tenant, job, work), step => grain.Report(worker, step), () => grain.Renew(worker), Passing);
        try
        {
            await pass.Run(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await grain.Release(worker);
        }
        catch (TableFileException e)
        {
            LogUnreadable(e.Reason);
            await grain.Report(worker, pass.Stopped(e.Reason));
        }
        catch (FileNotFoundException)
        {
            await grain.Report(worker, pass.Stopped("file_missing"));
        }
    }

    /// <summary>Removes a job's files.</summary>
    public async Task Clean(string tenant, string job)
    {
        TenantScope.Enter(tenant);
        var path = folder.Of(tenant, job);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        await _ports.Grains.GetGrain<ILeadImportGrain>(TenantKey.Format(tenant, job)).FilesRemoved();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An import's file cannot be read on: {Reason}")]
    private partial void LogUnreadable(string reason);
}
