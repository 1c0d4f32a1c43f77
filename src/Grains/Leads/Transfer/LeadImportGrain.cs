using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads.Transfer;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>One import: its place in the file, and whose work it is now.</summary>
[GrainType("lead-import")]
internal sealed class LeadImportGrain(
    [PersistentState("lead-import", EntityStorage.Provider)] IPersistentState<EntityRecord<ImportState>> storage, TimeProvider clock, ImportDesk desk)
    : EntityGrain<ImportState>(storage, clock), ILeadImportGrain
{
    // Who works is memory only: a grain that comes up anew knows nobody, so a worker of old is told to stop with its next report and the timer finds another.
    private string? _worker;
    private DateTimeOffset _heard;

    public Task<Outcome> Request(string commandId, RequestImport command)
    {
        var by = TenantScope.Actor.Signature;
        return Execute(commandId, (s, now) => ImportDecisions.Request(s, command, by, now));
    }

    public Task<Outcome> Start(string commandId, IReadOnlyDictionary<string, string>? mapping) =>
        Execute(commandId, (s, now) => ImportDecisions.Start(s, mapping, now));

    public Task<Outcome> Cancel(string commandId) => Execute(commandId, ImportDecisions.Cancel);

    public Task<ImportView?> Get() => Task.FromResult(State.Exists ? State.View(Key.Id, Version) with { UpdatedAt = UpdatedAt } : null);

    public Task<ImportWork?> Take(string worker)
    {
        if (!State.IsWorking || (_worker != worker && IsHeld)) return Task.FromResult<ImportWork?>(null);
        (_worker, _heard) = (worker, Now);
        return Task.FromResult<ImportWork?>(new ImportWork(State.DryRun, State.Format, State.Options!, State.By, State.Counts, State.ErrorBytes));
    }

    public async Task<bool> Report(string worker, ImportStep step)
    {
        if (_worker != worker) return false;
        var decision = ImportDecisions.Report(State, step, Now);
        if (!decision.Accepted)
        {
            _worker = null;
            return false;
        }
        await Commit(decision, []);
        if (State.IsWorking) _heard = Now;
        else _worker = null;
        return true;
    }

    public Task<bool> Renew(string worker)
    {
        if (_worker != worker || !State.IsWorking) return Task.FromResult(false);
        _heard = Now;
        return Task.FromResult(true);
    }

    public async Task Release(string worker)
    {
        if (_worker != worker) return;
        _worker = null;
        if (State.IsWorking) await Commit(Decision.Nothing.DueAt(ImportDecisions.WorkTimer, Now), []);
    }

    public Task FilesRemoved() => Commit(ImportDecisions.FilesRemoved(State, Now), []);

    protected override Task<DueOutcome> Due(string name)
    {
        if (name == ImportDecisions.CleanTimer)
        {
            desk.Offer(new ImportOrder(Key.Tenant, Key.Id, Clean: true));
            return Task.FromResult(DueOutcome.Pending);
        }
        if (!State.IsWorking) return Fire(name, (_, _) => Decision.Nothing);
        if (IsHeld) return Fire(name, (_, now) => Decision.Nothing.DueAt(name, now + ImportDecisions.Silence));
        desk.Offer(new ImportOrder(Key.Tenant, Key.Id, Clean: false));
        return Task.FromResult(DueOutcome.Pending);
    }

    private bool IsHeld => _worker is not null && Now - _heard < ImportDecisions.Silence;
}
