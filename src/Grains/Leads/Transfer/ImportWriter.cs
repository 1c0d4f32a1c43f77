using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Leads;
using SalesFlow.Leads.Transfer;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>Writes an import's rows: claims their names, makes leads in bulk, completes those that are there. Whatever it does may be done again.</summary>
/// <param name="ports">What it writes through.</param>
/// <param name="job">The import.</param>
/// <param name="bands">The company's bands of the score.</param>
/// <param name="chunksAhead">How many chunks may be written before lists show them.</param>
/// <param name="renew">Keeps the job this worker's; false where it no longer is.</param>
internal sealed class ImportWriter(ImportPorts ports, ImportJob job, TemperatureBands bands, int chunksAhead, Func<Task<bool>> renew)
{
    private const int CallsAtOnce = 16;
    private static readonly TimeSpan LagPatience = TimeSpan.FromSeconds(10);
    private readonly Queue<(string Id, long Version)> _behind = new();

    // Only of the first chunk can something be written that nobody reported.
    private bool _begun;

    /// <summary>Whether the plan has room for new leads. Those that a worker before wrote, and could not report any more, are counted in it already.</summary>
    public async Task<bool> Allowed(List<ImportRow> rows, CancellationToken ct)
    {
        var begins = !_begun;
        _begun = true;
        if (rows.Count == 0 || await Allows(rows.Count)) return true;
        if (!begins) return false;
        var missing = rows.Count;
        foreach (var some in rows.Chunk(CallsAtOnce))
        {
            var there = await Task.WhenAll(some.Select(r => ports.Grains.GetGrain<ILeadGrain>(TenantKey.Format(job.Tenant, job.LeadId(r.Number))).Get()));
            missing -= there.Count(l => l is not null);
        }
        return missing == 0 || (missing < rows.Count && await Allows(missing));

        ValueTask<bool> Allows(int more) => ports.Quotas.Allows(job.Tenant, QuotaMetric.LeadsPerMonth, more, ct);
    }

    /// <summary>Makes leads of rows; those that a rule refuses are added to the wrong ones.</summary>
    public async Task Create(List<ImportRow> rows, List<(ImportRow, string, string)> wrong, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        var now = ports.Clock.GetUtcNow();
        var entities = new List<NewEntity>(rows.Count);
        var owners = await Owners(rows);
        foreach (var row in rows)
        {
            var (id, command) = (job.LeadId(row.Number), job.CommandId(row.Number));
            var birth = new EntityBirth<LeadState>();
            var opened = birth.Run(command, s => LeadDecisions.Open(
                s, new OpenLead(row.Name, row.Phone, row.Source, null, null, row.Language, Details: new LeadDetails(null, row.Notes, row.Tags)), now));
            if (!opened.Accepted)
            {
                wrong.Add((row, opened.Detail ?? "row", ImportReasons.Refused));
                continue;
            }
            if (row.Facts.Count > 0) birth.Run(command + ":facts", s => LeadDecisions.Learn(s, id, new LeadInsight(command, row.Facts, [], now), bands, now));
            if (NamesOf(row) is { Count: > 0 } names) birth.Run(command + ":names", _ => Decision.Accept(new LeadNamesClaimed(names, now)));
            if (owners.GetValueOrDefault(row) is { } choice)
            {
                birth.Run(command + ":owner", _ => Decision.Accept(choice.UserId is null
                    ? new LeadLeftUnassigned(choice.Reason, null, null, now)
                    : new LeadAssigned(choice.UserId, null, choice.Reason, null, now)));
            }
            entities.Add(birth.Entity(id, now, job.Work.RequestedBy));
        }
        if (entities.Count == 0) return;
        await ports.Bulk.Create(job.Tenant, "lead", entities, ct);
        _behind.Enqueue((entities[^1].Id, entities[^1].Record.Version));
        await Shown(chunksAhead, ct);
    }

    /// <summary>
    /// Claims the phones and e-mails of new leads as leads made by hand do; nobody else has them from here on. Answers the rows of which somebody has
    /// one already, and whose it is.
    /// </summary>
    public async Task<IReadOnlyList<(ImportRow Row, string Other)>> Claim(List<ImportRow> rows, CancellationToken ct)
    {
        var now = ports.Clock.GetUtcNow();
        var named = rows.SelectMany(row => NamesOf(row).Select(name => (Name: name, Row: row))).ToList();
        var names = named.ConvertAll(n =>
        {
            var birth = new EntityBirth<LeadAliasState>();
            birth.Run(job.CommandId(n.Row.Number) + ":name", _ => Decision.Accept(new LeadAliasClaimed(job.LeadId(n.Row.Number), now)));
            return birth.Entity(n.Name, now, job.Work.RequestedBy);
        });
        if (names.Count == 0) return [];
        var there = (await ports.Bulk.Create(job.Tenant, "lead-alias", names, ct)).ToHashSet(StringComparer.Ordinal);
        // A name that is there may be this row's from before a stop, given up by its lead, or somebody else's: it knows.
        var taken = new Dictionary<ImportRow, string>(ReferenceEqualityComparer.Instance);
        foreach (var some in named.Where(n => there.Contains(n.Name)).Chunk(CallsAtOnce))
        {
            var owners = await Task.WhenAll(some.Select(n => Alias(n.Name).Claim(job.LeadId(n.Row.Number))));
            foreach (var (n, owner) in some.Zip(owners))
                if (owner != job.LeadId(n.Row.Number)) taken.TryAdd(n.Row, owner);
        }
        foreach (var (name, row) in named.Where(n => taken.ContainsKey(n.Row))) await Alias(name).Release(job.LeadId(row.Number));
        return [.. taken.Select(t => (t.Key, t.Value))];

        ILeadAliasGrain Alias(string name) => ports.Grains.GetGrain<ILeadAliasGrain>(TenantKey.Format(job.Tenant, name));
    }

    /// <summary>Completes leads that are there; answers how many rows were taken, and adds the others to the wrong ones.</summary>
    public async Task<int> Update(List<(ImportRow Row, string LeadId)> updates, List<(ImportRow, string, string)> wrong)
    {
        var updated = 0;
        // Rows of one lead in their order, leads side by side.
        foreach (var group in updates.GroupBy(u => u.LeadId, StringComparer.Ordinal).Chunk(CallsAtOnce))
        {
            var done = await Task.WhenAll(group.Select(async rows =>
            {
                TenantScope.Enter(job.Tenant, job.Actor);
                var lead = ports.Grains.GetGrain<ILeadGrain>(TenantKey.Format(job.Tenant, rows.Key));
                var refused = new List<(ImportRow, string, string)>();
                foreach (var (row, _) in rows)
                {
                    var command = job.CommandId(row.Number);
                    var outcome = await lead.Learn(command, new LeadInsight(command, row.Facts, [], ports.Clock.GetUtcNow()));
                    if (outcome.Accepted && (row.Notes is not null || row.Tags.Count > 0)) outcome = await Complete(lead, row);
                    if (!outcome.Accepted) refused.Add((row, row.Phone is not null ? "phone" : "email", ImportReasons.Duplicate));
                }
                return (Count: rows.Count(), Refused: refused);
            }));
            foreach (var (count, refused) in done)
            {
                updated += count - refused.Count;
                wrong.AddRange(refused);
            }
        }
        TenantScope.Enter(job.Tenant);
        return updated;
    }

    /// <summary>
    /// Waits until lists show all but the last chunks: those who share the projector wait for a few chunks at most, and what this import wrote is
    /// found by its own lookups and by the next import's. False where the job is no longer this worker's.
    /// </summary>
    public async Task<bool> Shown(int ahead, CancellationToken ct)
    {
        while (_behind.Count > ahead)
        {
            var (id, version) = _behind.Peek();
            if (await ports.Models.WaitFor(job.Tenant, "lead", id, version, LagPatience, ct)) _behind.Dequeue();
            else if (!await renew()) return false;
        }
        return true;
    }

    /// <summary>Whose the leads become: whom the row names, else whom the rules choose; none where the import leaves them to people.</summary>
    private async Task<Dictionary<ImportRow, AssignmentChoice>> Owners(List<ImportRow> rows)
    {
        var owners = new Dictionary<ImportRow, AssignmentChoice>(ReferenceEqualityComparer.Instance);
        foreach (var row in rows)
            if (row.AssignedTo is { } owner) owners[row] = new AssignmentChoice(owner, LeadRecord.Manual, [], null);
        var open = job.Work.Options.Assign ? rows.FindAll(r => r.AssignedTo is null) : [];
        if (open.Count == 0) return owners;
        var choices = await ports.Grains.GetGrain<IAssignmentGrain>(TenantKey.Format(job.Tenant, AssignmentGrain.KeyId))
            .ChooseAll([.. open.Select(r => new AssignmentRequest(job.LeadId(r.Number), r.Facts.GetValueOrDefault(LeadFacts.Sector), r.Language, null))]);
        for (var i = 0; i < open.Count; i++) owners[open[i]] = choices[i];
        return owners;
    }

    /// <summary>Tags that the lead lacks, as many as it may have, and notes where it has none.</summary>
    private async Task<Outcome> Complete(ILeadGrain lead, ImportRow row)
    {
        var known = await lead.Get();
        var notes = known?.Notes is null ? row.Notes : null;
        var tags = known is null ? [] : row.Tags.Except(known.Tags, StringComparer.Ordinal).Take(LeadRecord.MaxTags - known.Tags.Count).ToList();
        return notes is null && tags.Count == 0
            ? new Outcome(Refusal.None, known?.Version ?? 0)
            : await lead.Edit(job.CommandId(row.Number) + ":record", new LeadEdit(Notes: notes, Tags: tags.Count == 0 ? null : [.. known!.Tags, .. tags]), null);
    }

    private static IReadOnlyList<string> NamesOf(ImportRow row) => LeadNames.Of(row.Phone, row.Email);
}
