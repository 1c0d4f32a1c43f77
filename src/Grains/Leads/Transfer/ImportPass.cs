using SalesFlow.Access;
using SalesFlow.Leads.Transfer;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Leads.Transfer;

/// <summary>One way through a file: reads chunks of rows, tells new ones from those that are known or wrong, has them written, and reports.</summary>
/// <param name="ports">What it reads and writes through.</param>
/// <param name="folder">Where the file lies.</param>
/// <param name="tuning">How large a chunk is.</param>
/// <param name="job">The import.</param>
/// <param name="report">Reports a chunk; false where the job is no longer this worker's.</param>
/// <param name="renew">Keeps the job this worker's; false where it no longer is.</param>
/// <param name="passing">Called with the number of rows of each chunk that was reported.</param>
internal sealed class ImportPass(
    ImportPorts ports, ImportFolder folder, ImportTuning tuning, ImportJob job, Func<ImportStep, Task<bool>> report, Func<Task<bool>> renew, Action<long>? passing)
{
    private readonly FirstRows _firsts = new();
    private (long Rows, long ErrorBytes) _reported = (job.Work.Counts.Read, job.Work.ErrorBytes);

    /// <summary>The report that the file cannot be read on, behind what was reported last.</summary>
    public ImportStep Stopped(string reason) =>
        new(_reported.Rows, new ImportCounts(), _reported.ErrorBytes, null, [], new Dictionary<string, string>(), false, reason);

    /// <summary>Works until the end or until the job is no longer this worker's.</summary>
    public async Task Run(CancellationToken ct)
    {
        var options = job.Work.Options;
        if (!File.Exists(folder.Source(job.Tenant, job.Id))) throw new FileNotFoundException();
        using var file = TableFile.Open(folder.Source(job.Tenant, job.Id), job.Work.Format, options.Encoding, options.Separator);
        using var errors = new ImportErrors(folder.Errors(job.Tenant, job.Id), job.Work.ErrorBytes);
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
        var bands = (await ports.Tenants.Get(job.Tenant))?.Scoring ?? new TemperatureBands();
        var writer = new ImportWriter(ports, job, bands, tuning.ChunksAhead, renew);
        var people = Called(await ports.Directory.All(job.Tenant, ct));

        var number = 0L;
        var pending = options.HasHeader ? null : first;
        // What was read before a stop is read again for its phones and e-mails alone.
        while (number < job.Work.Counts.Read && Next() is { } old)
        {
            _firsts.Remember(old);
            if (number % 20_000 == 0 && !await renew()) return;
            ct.ThrowIfCancellationRequested();
        }
        var read = job.Work.Counts.Read;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var chunk = new List<ImportRow>(tuning.ChunkRows);
            while (chunk.Count < tuning.ChunkRows && Next() is { } row) chunk.Add(row);
            var end = chunk.Count < tuning.ChunkRows;
            var (counts, failure) = await Take(writer, chunk, errors, ct);
            if (failure is null && number > tuning.MaxRows) failure = "too_many_rows";
            errors.Flush();
            if (end && failure is null && !await writer.Shown(0, ct)) return;
            var step = new ImportStep(read, counts, errors.Length, file.Fraction, columns, Named(columns, fields), end, failure);
            if (!await report(step)) return;
            read += counts.Read;
            _reported = (read, step.ErrorBytes);
            passing?.Invoke(read);
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
                return ImportRow.Read(++number, file.Line, values, fields, options.Source, options.Language, options.Tag, people);
            }
        }
    }

    /// <summary>What becomes of a chunk. A failure means that nothing of it was written.</summary>
    private async Task<(ImportCounts Counts, string? Failure)> Take(ImportWriter writer, List<ImportRow> rows, ImportErrors errors, CancellationToken ct)
    {
        var good = rows.FindAll(r => !r.IsWrong);
        var known = await Known(good, ct);
        var creates = new List<ImportRow>(good.Count);
        var updates = new List<(ImportRow Row, string LeadId)>();
        var wrong = new List<(ImportRow Row, string Field, string Reason)>(rows.Where(r => r.IsWrong).Select(r => (r, r.WrongField!, r.WrongReason!)));
        foreach (var row in good)
        {
            var earlier = _firsts.Remember(row);
            var lead = known.GetValueOrDefault(row.Phone ?? "") ?? known.GetValueOrDefault(row.Email ?? "");
            // A lead that this very row made before a stop is no duplicate of it.
            if (lead == job.LeadId(row.Number)) lead = null;
            else if (lead is null && earlier is { } other) lead = job.LeadId(other);
            if (lead is null) creates.Add(row);
            else if (job.Work.Options.OnDuplicate == DuplicateRule.Update) updates.Add((row, lead));
            else wrong.Add((row, row.Phone is not null ? "phone" : "email", earlier is null ? ImportReasons.Duplicate : ImportReasons.DuplicateInFile));
        }
        var skipped = wrong.Count - (rows.Count - good.Count);
        var updated = updates.Count;
        if (!job.Work.DryRun)
        {
            if (!await writer.Allowed(creates, ct)) return (new ImportCounts(), "limit_reached");
            foreach (var (row, other) in await writer.Claim(creates, ct))
            {
                creates.Remove(row);
                if (job.Work.Options.OnDuplicate == DuplicateRule.Update) updates.Add((row, other));
                else wrong.Add((row, row.Phone is not null ? "phone" : "email", ImportReasons.Duplicate));
            }
            (skipped, updated) = (wrong.Count - (rows.Count - good.Count), updates.Count);
            await writer.Create(creates, wrong, ct);
            updated = await writer.Update(updates, wrong);
            skipped += updates.Count - updated;
        }
        foreach (var (row, field, reason) in wrong.OrderBy(w => w.Row.Number)) errors.Add(row.Line, field, reason, row.Values);
        var failed = wrong.Count - skipped;
        return (new ImportCounts(rows.Count, rows.Count - failed - skipped - updated, updated, skipped, failed), null);
    }

    private async Task<Dictionary<string, string>> Known(List<ImportRow> rows, CancellationToken ct)
    {
        var phones = rows.Select(r => r.Phone).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var emails = rows.Select(r => r.Email).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var lead in await ports.Lists.Find(job.Tenant, phones, emails, ct))
        {
            if (lead.Phone is { } phone && phones.Contains(phone)) known.TryAdd(phone, lead.Id);
            if (lead.Email is { } email && emails.Contains(email)) known.TryAdd(email, lead.Id);
        }
        return known;
    }

    private Task<bool> Fail(string reason, string[] columns, string[] fields, long errorBytes) => report(new ImportStep(
        job.Work.Counts.Read, new ImportCounts(), errorBytes, null, columns, Named(columns, fields), false, reason));

    /// <summary>Active users by id, e-mail and full name, in small letters; a name that two of them share is nobody's.</summary>
    private static Dictionary<string, string?> Called(IReadOnlyList<UserView> users)
    {
        var called = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var user in users.Where(u => u.IsActive && Roles.TakesWork(u.Role)))
        {
            foreach (var word in new[] { user.UserId, user.Email, user.FullName }.Select(w => w.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal))
                called[word] = called.ContainsKey(word) ? null : user.UserId;
        }
        return called;
    }

    private static Dictionary<string, string> Named(string[] columns, string[] fields)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Length; i++) named.TryAdd(columns[i], fields[i]);
        return named;
    }
}
