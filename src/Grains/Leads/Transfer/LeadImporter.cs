using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Feed;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;
using SalesFlow.Leads;
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
    private const int CallsAtOnce = 16;
    private static readonly TimeSpan LagPatience = TimeSpan.FromSeconds(10);

    private readonly (IGrainFactory Grains, IBulkEntityWriter Bulk, ILeadTransferLists Lists, IReadModels Models, TenantViews Tenants, IQuotas Quotas,
        IUserDirectory Directory) _ports = (grains, bulk, lists, models, tenants, quotas, directory);
    private readonly ImportFolder _folder = folder;
    private readonly TimeProvider _clock = clock;
    private readonly ImportTuning _tuning = tuning.Value;

    /// <summary>Called with the number of rows of each chunk that was reported, so that tests can break off there.</summary>
    internal Action<long>? Passing { get; set; }

    /// <summary>Works until the end, until told to stop, or until the token says so; what is not reported then is done again by the next.</summary>
    public async Task Run(string tenant, string job, CancellationToken ct)
    {
        TenantScope.Enter(tenant);
        var grain = _ports.Grains.GetGrain<ILeadImportGrain>(TenantKey.Format(tenant, job));
        var worker = Guid.NewGuid().ToString("N");
        if (await grain.Take(worker) is not { } work) return;
        var pass = new Pass(this, tenant, job, work, step => grain.Report(worker, step), () => grain.Renew(worker));
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
        var path = _folder.Of(tenant, job);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        await _ports.Grains.GetGrain<ILeadImportGrain>(TenantKey.Format(tenant, job)).FilesRemoved();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An import's file cannot be read on: {Reason}")]
    private partial void LogUnreadable(string reason);

    /// <summary>One way through a file.</summary>
    private sealed class Pass(
        LeadImporter importer, string tenant, string job, ImportWork work, Func<ImportStep, Task<bool>> report, Func<Task<bool>> renew)
    {
        // The rows that came first with a phone or an e-mail, under what the two are in 64 bits: phones as they are, e-mails hashed.
        private readonly Dictionary<long, int> _firsts = [];
        private readonly Queue<(string Id, long Version)> _behind = new();
        private readonly Actor _actor = ActorOf(work.RequestedBy);
        private TemperatureBands _bands = new();
        private Dictionary<string, string?> _people = [];

        private (long Rows, long ErrorBytes) _reported = (work.Counts.Read, work.ErrorBytes);

        // Only of the first chunk can something be written that nobody reported.
        private bool _begun;

        /// <summary>The report that the file cannot be read on, behind what was reported last.</summary>
        public ImportStep Stopped(string reason) =>
            new(_reported.Rows, new ImportCounts(), _reported.ErrorBytes, null, [], new Dictionary<string, string>(), false, reason);

        public async Task Run(CancellationToken ct)
        {
            var options = work.Options;
            if (!File.Exists(importer._folder.Source(tenant, job))) throw new FileNotFoundException();
            using var file = TableFile.Open(importer._folder.Source(tenant, job), work.Format, options.Encoding, options.Separator);
            using var errors = new ImportErrors(importer._folder.Errors(tenant, job), work.ErrorBytes);
            var first = file.Read();
            if (first is null)
            {
                await Fail("empty_file", [], [], 0);
                return;
            }
            var columns = options.HasHeader ? first : [.. first.Select((_, i) => "#" + (i + 1))];
            var fields = ImportFields.Map(columns, options.Mapping, options.HasHeader, out var unknown);
            if (fields is null || !fields.Any(f => f is ImportFields.Name or ImportFields.FirstName or ImportFields.LastName or ImportFields.Phone or ImportFields.Email))
            {
                await Fail(unknown is null ? "no_columns" : "unknown_column", columns, fields ?? [], errors.Length);
                return;
            }
            _bands = (await importer._ports.Tenants.Get(tenant))?.Scoring ?? new TemperatureBands();
            _people = Called(await importer._ports.Directory.All(tenant, ct));

            var number = 0L;
            var pending = options.HasHeader ? null : first;
            // What was read before a stop is read again for its phones and e-mails alone.
            while (number < work.Counts.Read && Next() is { } old)
            {
                Remember(old);
                if (number % 20_000 == 0 && !await renew()) return;
                ct.ThrowIfCancellationRequested();
            }
            var read = work.Counts.Read;
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                var chunk = new List<ImportRow>(importer._tuning.ChunkRows);
                while (chunk.Count < importer._tuning.ChunkRows && Next() is { } row) chunk.Add(row);
                var end = chunk.Count < importer._tuning.ChunkRows;
                var (counts, failure) = await Take(chunk, errors, ct);
                if (failure is null && number > importer._tuning.MaxRows) failure = "too_many_rows";
                errors.Flush();
                if (end && failure is null && !await Shown(0, ct)) return;
                var step = new ImportStep(read, counts, errors.Length, file.Fraction, columns, Named(columns, fields), end, failure);
                if (!await report(step)) return;
                read += counts.Read;
                _reported = (read, step.ErrorBytes);
                importer.Passing?.Invoke(read);
                if (end || failure is not null) return;
            }

            ImportRow? Next()
            {
                while (true)
                {
                    var values = pending ?? file.Read();
                    pending = null;
                    if (values is null) return null;
                    if (values.All(string.IsNullOrWhiteSpace)) continue;
                    return ImportRow.Read(++number, file.Line, values, fields, options.Source, options.Language, options.Tag, _people);
                }
            }
        }

        /// <summary>What becomes of a chunk. A failure means that nothing of it was written.</summary>
        private async Task<(ImportCounts Counts, string? Failure)> Take(List<ImportRow> rows, ImportErrors errors, CancellationToken ct)
        {
            var good = rows.FindAll(r => !r.IsWrong);
            var known = await Known(good, ct);
            var creates = new List<ImportRow>(good.Count);
            var updates = new List<(ImportRow Row, string LeadId)>();
            var wrong = new List<(ImportRow Row, string Field, string Reason)>(rows.Where(r => r.IsWrong).Select(r => (r, r.WrongField!, r.WrongReason!)));
            foreach (var row in good)
            {
                var earlier = Remember(row);
                var lead = known.GetValueOrDefault(row.Phone ?? "") ?? known.GetValueOrDefault(row.Email ?? "");
                // A lead that this very row made before a stop is no duplicate of it.
                if (lead == LeadId(row.Number)) lead = null;
                else if (lead is null && earlier is { } other) lead = LeadId(other);
                if (lead is null) creates.Add(row);
                else if (work.Options.OnDuplicate == DuplicateRule.Update) updates.Add((row, lead));
                else wrong.Add((row, row.Phone is not null ? "phone" : "email", earlier is null ? "duplicate" : "duplicate_in_file"));
            }
            var skipped = wrong.Count - (rows.Count - good.Count);
            var updated = updates.Count;
            if (!work.DryRun)
            {
                if (!await Allowed(creates, ct)) return (new ImportCounts(), "limit_reached");
                foreach (var (row, other) in await Claim(creates, ct))
                {
                    creates.Remove(row);
                    if (work.Options.OnDuplicate == DuplicateRule.Update) updates.Add((row, other));
                    else wrong.Add((row, row.Phone is not null ? "phone" : "email", "duplicate"));
                }
                (skipped, updated) = (wrong.Count - (rows.Count - good.Count), updates.Count);
                await Create(creates, wrong, ct);
                updated = await Update(updates, wrong);
                skipped += updates.Count - updated;
            }
            foreach (var (row, field, reason) in wrong.OrderBy(w => w.Row.Number)) errors.Add(row.Line, field, reason, row.Values);
            var failed = wrong.Count - skipped;
            return (new ImportCounts(rows.Count, rows.Count - failed - skipped - updated, updated, skipped, failed), null);
        }

        /// <summary>Whether the plan has room for new leads. Those that a worker before wrote, and could not report any more, are counted in it already.</summary>
        private async Task<bool> Allowed(List<ImportRow> rows, CancellationToken ct)
        {
            var begins = !_begun;
            _begun = true;
            if (rows.Count == 0 || await Allows(rows.Count)) return true;
            if (!begins) return false;
            var missing = rows.Count;
            foreach (var some in rows.Chunk(CallsAtOnce))
            {
                var there = await Task.WhenAll(some.Select(r => importer._ports.Grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, LeadId(r.Number))).Get()));
                missing -= there.Count(l => l is not null);
            }
            return missing == 0 || (missing < rows.Count && await Allows(missing));

            ValueTask<bool> Allows(int more) => importer._ports.Quotas.Allows(tenant, QuotaMetric.LeadsPerMonth, more, ct);
        }

        private async Task Create(List<ImportRow> rows, List<(ImportRow, string, string)> wrong, CancellationToken ct)
        {
            if (rows.Count == 0) return;
            var now = importer._clock.GetUtcNow();
            var entities = new List<NewEntity>(rows.Count);
            var owners = await Owners(rows);
            foreach (var row in rows)
            {
                var (id, command) = (LeadId(row.Number), CommandId(row.Number));
                var birth = new EntityBirth<LeadState>();
                var opened = birth.Run(command, s => LeadDecisions.Open(
                    s, new OpenLead(row.Name, row.Phone, row.Source, null, null, row.Language, Details: new LeadDetails(null, row.Notes, row.Tags)), now));
                if (!opened.Accepted)
                {
                    wrong.Add((row, opened.Detail ?? "row", "refused"));
                    continue;
                }
                if (row.Facts.Count > 0) birth.Run(command + ":facts", s => LeadDecisions.Learn(s, id, new LeadInsight(command, row.Facts, [], now), _bands, now));
                if (NamesOf(row) is { Count: > 0 } names) birth.Run(command + ":names", _ => Decision.Accept(new LeadNamesClaimed(names, now)));
                if (owners.GetValueOrDefault(row) is { } choice)
                {
                    birth.Run(command + ":owner", _ => Decision.Accept(choice.UserId is null
                        ? new LeadLeftUnassigned(choice.Reason, null, null, now)
                        : new LeadAssigned(choice.UserId, null, choice.Reason, null, now)));
                }
                entities.Add(birth.Entity(id, now, work.RequestedBy));
            }
            if (entities.Count == 0) return;
            await importer._ports.Bulk.Create(tenant, "lead", entities, ct);
            _behind.Enqueue((entities[^1].Id, entities[^1].Record.Version));
            await Shown(importer._tuning.ChunksAhead, ct);
        }

        /// <summary>
        /// Claims the phones and e-mails of new leads as leads made by hand do; nobody else has them from here on. Answers the rows of which somebody has
        /// one already, and whose it is.
        /// </summary>
        private async Task<IReadOnlyList<(ImportRow Row, string Other)>> Claim(List<ImportRow> rows, CancellationToken ct)
        {
            var now = importer._clock.GetUtcNow();
            var named = rows.SelectMany(row => NamesOf(row).Select(name => (Name: name, Row: row))).ToList();
            var names = named.ConvertAll(n =>
            {
                var birth = new EntityBirth<LeadAliasState>();
                birth.Run(CommandId(n.Row.Number) + ":name", _ => Decision.Accept(new LeadAliasClaimed(LeadId(n.Row.Number), now)));
                return birth.Entity(n.Name, now, work.RequestedBy);
            });
            if (names.Count == 0) return [];
            var there = (await importer._ports.Bulk.Create(tenant, "lead-alias", names, ct)).ToHashSet(StringComparer.Ordinal);
            // A name that is there may be this row's from before a stop, given up by its lead, or somebody else's: it knows.
            var taken = new Dictionary<ImportRow, string>(ReferenceEqualityComparer.Instance);
            foreach (var some in named.Where(n => there.Contains(n.Name)).Chunk(CallsAtOnce))
            {
                var owners = await Task.WhenAll(some.Select(n => Alias(n.Name).Claim(LeadId(n.Row.Number))));
                foreach (var (n, owner) in some.Zip(owners))
                    if (owner != LeadId(n.Row.Number)) taken.TryAdd(n.Row, owner);
            }
            foreach (var (name, row) in named.Where(n => taken.ContainsKey(n.Row))) await Alias(name).Release(LeadId(row.Number));
            return [.. taken.Select(t => (t.Key, t.Value))];

            ILeadAliasGrain Alias(string name) => importer._ports.Grains.GetGrain<ILeadAliasGrain>(TenantKey.Format(tenant, name));
        }

        /// <summary>Whose the leads become: whom the row names, else whom the rules choose; none where the import leaves them to people.</summary>
        private async Task<Dictionary<ImportRow, AssignmentChoice>> Owners(List<ImportRow> rows)
        {
            var owners = new Dictionary<ImportRow, AssignmentChoice>(ReferenceEqualityComparer.Instance);
            foreach (var row in rows)
                if (row.AssignedTo is { } owner) owners[row] = new AssignmentChoice(owner, LeadRecord.Manual, [], null);
            var open = work.Options.Assign ? rows.FindAll(r => r.AssignedTo is null) : [];
            if (open.Count == 0) return owners;
            var choices = await importer._ports.Grains.GetGrain<IAssignmentGrain>(TenantKey.Format(tenant, AssignmentGrain.KeyId))
                .ChooseAll([.. open.Select(r => new AssignmentRequest(LeadId(r.Number), r.Facts.GetValueOrDefault(LeadFacts.Sector), r.Language, null))]);
            for (var i = 0; i < open.Count; i++) owners[open[i]] = choices[i];
            return owners;
        }

        private async Task<int> Update(List<(ImportRow Row, string LeadId)> updates, List<(ImportRow, string, string)> wrong)
        {
            var updated = 0;
            // Rows of one lead in their order, leads side by side.
            foreach (var group in updates.GroupBy(u => u.LeadId, StringComparer.Ordinal).Chunk(CallsAtOnce))
            {
                var done = await Task.WhenAll(group.Select(async rows =>
                {
                    TenantScope.Enter(tenant, _actor);
                    var lead = importer._ports.Grains.GetGrain<ILeadGrain>(TenantKey.Format(tenant, rows.Key));
                    var refused = new List<(ImportRow, string, string)>();
                    foreach (var (row, _) in rows)
                    {
                        var command = CommandId(row.Number);
                        var outcome = await lead.Learn(command, new LeadInsight(command, row.Facts, [], importer._clock.GetUtcNow()));
                        if (outcome.Accepted && (row.Notes is not null || row.Tags.Count > 0)) outcome = await Complete(lead, row);
                        if (!outcome.Accepted) refused.Add((row, row.Phone is not null ? "phone" : "email", "duplicate"));
                    }
                    return (Count: rows.Count(), Refused: refused);
                }));
                foreach (var (count, refused) in done)
                {
                    updated += count - refused.Count;
                    wrong.AddRange(refused);
                }
            }
            TenantScope.Enter(tenant);
            return updated;
        }

        /// <summary>Tags that the lead lacks, as many as it may have, and notes where it has none.</summary>
        private async Task<Outcome> Complete(ILeadGrain lead, ImportRow row)
        {
            var known = await lead.Get();
            var notes = known?.Notes is null ? row.Notes : null;
            var tags = known is null ? [] : row.Tags.Except(known.Tags, StringComparer.Ordinal).Take(LeadRecord.MaxTags - known.Tags.Count).ToList();
            return notes is null && tags.Count == 0
                ? new Outcome(Refusal.None, known?.Version ?? 0)
                : await lead.Edit(CommandId(row.Number) + ":record", new LeadEdit(Notes: notes, Tags: tags.Count == 0 ? null : [.. known!.Tags, .. tags]), null);
        }

        /// <summary>
        /// Waits until lists show all but the last chunks: those who share the projector wait for a few chunks at most, and what this import wrote is
        /// found by its own lookups and by the next import's. False where the job is no longer this worker's.
        /// </summary>
        private async Task<bool> Shown(int ahead, CancellationToken ct)
        {
            while (_behind.Count > ahead)
            {
                var (id, version) = _behind.Peek();
                if (await importer._ports.Models.WaitFor(tenant, "lead", id, version, LagPatience, ct)) _behind.Dequeue();
                else if (!await renew()) return false;
            }
            return true;
        }

        private async Task<Dictionary<string, string>> Known(List<ImportRow> rows, CancellationToken ct)
        {
            var phones = rows.Select(r => r.Phone).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var emails = rows.Select(r => r.Email).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var known = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var lead in await importer._ports.Lists.Find(tenant, phones, emails, ct))
            {
                if (lead.Phone is { } phone && phones.Contains(phone)) known.TryAdd(phone, lead.Id);
                if (lead.Email is { } email && emails.Contains(email)) known.TryAdd(email, lead.Id);
            }
            return known;
        }

        /// <summary>Keeps a row's phone and e-mail in mind; answers the earlier row that had one of them, or null.</summary>
        private int? Remember(ImportRow row)
        {
            if (row.IsWrong) return null;
            int? earlier = null;
            Keep(row.Phone is { } phone ? long.Parse(phone.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) : null);
            Keep(row.Email is { } email ? Hash(email) : null);
            return earlier;

            void Keep(long? name)
            {
                if (name is { } key && !_firsts.TryAdd(key, (int)row.Number)) earlier ??= _firsts[key];
            }
        }

        private Task<bool> Fail(string reason, string[] columns, string[] fields, long errorBytes) => report(new ImportStep(
            work.Counts.Read, new ImportCounts(), errorBytes, null, columns, Named(columns, fields), false, reason));

        private static IReadOnlyList<string> NamesOf(ImportRow row) => LeadNames.Of(row.Phone, row.Email);

        /// <summary>Active users by id, e-mail and full name, in small letters; a name that two of them share is nobody's.</summary>
        private static Dictionary<string, string?> Called(IReadOnlyList<UserView> users)
        {
            var called = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var user in users.Where(u => u.IsActive))
            {
                foreach (var word in new[] { user.UserId, user.Email, user.FullName }.Select(w => w.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal))
                    called[word] = called.ContainsKey(word) ? null : user.UserId;
            }
            return called;
        }

        private string CommandId(long row) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"import:{job}:{row}");

        private string LeadId(long row) => Id.Named("lead", "import", tenant, job, row.ToString(System.Globalization.CultureInfo.InvariantCulture));

        private static Dictionary<string, string> Named(string[] columns, string[] fields)
        {
            var named = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < fields.Length; i++) named.TryAdd(columns[i], fields[i]);
            return named;
        }

        // Below zero, where no phone is.
        private static long Hash(string email)
        {
            Span<byte> hash = stackalloc byte[32];
            SHA256.HashData(Encoding.UTF8.GetBytes(email), hash);
            return BinaryPrimitives.ReadInt64LittleEndian(hash) | long.MinValue;
        }

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
}
