using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SalesFlow.Knowledge;
using SalesFlow.Storage.ReadModels;

// The comparisons below run in the database, in the order of its index; it translates no other form of them.
#pragma warning disable CA1309

namespace SalesFlow.Storage.Knowledge;

/// <summary>
/// Searches a company's knowledge. The databases' full-text indexes find a few hundred passages by the question's rarest words, and one piece of code scores
/// them on both: by how much of the question a passage holds, its words weighed by how rare they are in this company's knowledge. Where a provider of
/// embeddings is set, the passages' order is fused with that of their meaning.
/// </summary>
internal sealed partial class KnowledgeSearch(
    ReadModelContexts contexts, TenantDocuments documents, KnowledgeVectors vectors, ILogger<KnowledgeSearch> log, IEmbedder? embedder = null) : IKnowledgeSearch
{
    private const int LongestQuery = 500;

    /// <summary>The most passages that one question to the index gives.</summary>
    private const int Candidates = 600;

    /// <summary>With so few the question is asked more widely.</summary>
    private const int Few = 20;

    /// <summary>So many of those that hold most of the question are looked at with their headings.</summary>
    private const int Looked = 60;

    /// <summary>So many of the best are compared by their meaning.</summary>
    private const int Compared = 200;

    /// <summary>So much better must a passage in the other language be to take the place of one in the language that was wished for.</summary>
    private const double Better = 0.1;

    private static readonly TimeSpan LongestEmbedding = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<KnowledgePassage>> Search(
        string tenant, string query, string? language, string? domain, string? sector, bool includeInternal, int limit, CancellationToken ct)
    {
        var most = Math.Clamp(limit, 1, 20);
        var asked = KnowledgeText.Asked(SearchTerms.Cut(string.Concat(query.EnumerateRunes()), LongestQuery));
        if (asked.Count == 0) return [];
        var facts = await documents.Of(tenant);
        await using var db = contexts.Open(tenant);
        var question = await Weigh(db, asked, facts, ct);
        var filter = new PassageFilter(language, domain, sector, includeInternal);
        var found = await Scored(db, question, facts, filter, query, most, ct);
        // What there is in the other language is not hidden where this one has no answer.
        if (language is not null && (found.Count == 0 || found[0].Score < KnowledgeScore.Answers))
        {
            var any = await Scored(db, question, facts, filter with { Language = null }, query, most, ct);
            if (any.Count > 0 && (found.Count == 0 || any[0].Score > found[0].Score + Better)) found = any;
        }
        return found;
    }

    private async Task<IReadOnlyList<KnowledgePassage>> Scored(
        ReadModelContext db, AskedQuestion question, IReadOnlyList<TenantPassage> facts, PassageFilter filter, string query, int most, CancellationToken ct)
    {
        var scored = new List<(KnowledgePassage Passage, long Place)>();
        var rows = (await Find(db, question, filter, ct)).Select(r => (Row: r, Share: question.Share($" {r.Words} "))).Where(r => r.Share > 0)
            .OrderByDescending(r => r.Share).Take(embedder is null ? Looked : Compared);
        foreach (var (row, _) in rows)
        {
            var score = question.Score($" {row.Words} ", $" {string.Join(' ', KnowledgeText.Terms(row.Title, row.Section))} ");
            scored.Add((new KnowledgePassage(
                row.ArticleId, row.Title, row.Section, row.Text, row.Language, Math.Round(score, 4), row.UpdatedAt, row.ArticleVersion, row.Category), row.Place));
        }
        foreach (var fact in facts)
        {
            if ((filter.Language is { } wanted && fact.Language != wanted) || (filter.Domain is { } domain && fact.Category != domain)) continue;
            var score = question.Score(fact.Words, fact.Head);
            if (score > 0)
                scored.Add((new KnowledgePassage(fact.DocumentId, fact.Title, fact.Section, fact.Text, fact.Language, Math.Round(score, 4), null, 0, fact.Category), -1));
        }
        // Shorter passages first where two answer alike: less stands in them that was not asked for.
        scored.Sort((a, b) => (b.Passage.Score, a.Passage.Text.Length, a.Passage.DocumentId, a.Place).CompareTo((a.Passage.Score, b.Passage.Text.Length, b.Passage.DocumentId, b.Place)));
        if (embedder is not null && scored.Count > 1) scored = await Fuse(db.Tenant!, embedder, query, scored, ct);
        return [.. scored.Take(most).Select(s => s.Passage)];
    }

    /// <summary>What the question's words are worth in this company's knowledge.</summary>
    private static async Task<AskedQuestion> Weigh(ReadModelContext db, IReadOnlyList<AskedTerm> asked, IReadOnlyList<TenantPassage> facts, CancellationToken ct)
    {
        var terms = asked.SelectMany(a => a.Forms()).Select(f => f.Term).Append("").Distinct(StringComparer.Ordinal).ToList();
        var counts = await db.Set<KnowledgeTermRow>().Where(r => terms.Contains(r.Term)).ToDictionaryAsync(r => r.Term, r => r.Chunks, StringComparer.Ordinal, ct);
        long Passages(string term) => counts.GetValueOrDefault(term) + facts.Count(f => f.Words.Contains($" {term} ", StringComparison.Ordinal));
        var near = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var term in asked.Where(a => a.Stem.Length >= 5 && a.Forms().All(f => Passages(f.Term) == 0)))
        {
            // Mistyped words begin right as a rule.
            var (first, end) = (term.Stem[..2], term.Stem[..1] + (char)(term.Stem[1] + 1));
            var candidates = await db.Set<KnowledgeTermRow>()
                .Where(r => string.Compare(r.Term, first) >= 0 && string.Compare(r.Term, end) < 0 && r.Chunks > 0)
                .OrderBy(r => r.Term).Take(2000).ToListAsync(ct);
            if (candidates.Where(c => KnowledgeText.IsNear(term.Stem, c.Term)).MaxBy(c => c.Chunks) is not { } other) continue;
            near[term.Stem] = other.Term;
            counts[other.Term] = other.Chunks;
        }
        return AskedQuestion.Weigh(asked, Passages, near.GetValueOrDefault, counts.GetValueOrDefault("") + facts.Count);
    }

    /// <summary>The passages that hold the question's rarest words.</summary>
    private static async Task<IReadOnlyList<KnowledgeChunkRow>> Find(ReadModelContext db, AskedQuestion question, PassageFilter filter, CancellationToken ct)
    {
        var words = question.Words.Where(w => w.Known).Select(w => (w.Forms, Chunks: w.Forms.Sum(f => f.Chunks))).OrderBy(w => w.Chunks).ToList();
        if (words.Count == 0) return [];
        // As many of the rarest words as together stand in no more passages than are scored: what holds only the others answers worse.
        var any = new List<string>();
        long read = 0;
        foreach (var (forms, chunks) in words)
        {
            if (read + chunks > Candidates) break;
            any.AddRange(forms.Select(f => f.Term));
            read += chunks;
        }
        if (any.Count > 0) return await Read(db, [any], filter, ct);
        // Even the rarest word stands in more: the passages that hold the next ones too come first.
        var found = new Dictionary<(string, long), KnowledgeChunkRow>();
        for (var together = Math.Min(3, words.Count); together > 0 && found.Count < Few; together--)
        {
            foreach (var row in await Read(db, [.. words.Take(together).Select(w => (IReadOnlyList<string>)[.. w.Forms.Select(f => f.Term)])], filter, ct))
                found.TryAdd((row.ArticleId, row.Place), row);
        }
        return [.. found.Values];
    }

    private static async Task<IReadOnlyList<KnowledgeChunkRow>> Read(
        ReadModelContext db, IReadOnlyList<IReadOnlyList<string>> groups, PassageFilter filter, CancellationToken ct)
    {
        var sector = filter.Sector ?? "";
        if (db is PostgresReadModelContext)
        {
            // Terms hold letters and digits only: nothing in them is an operator. Row security lets no full-text operator use its index, therefore a
            // function of the tables' owner asks, and it sees the tenant of the session only.
            var query = string.Join(" & ", groups.Select(g => "(" + string.Join(" | ", g.Distinct(StringComparer.Ordinal).Select(t => $"'{t}'")) + ")"));
            return await db.Set<KnowledgeChunkRow>().FromSql($"""
                SELECT tenant, article_id, place, language, title, section, text, words, category, sector, is_internal, article_version, updated_at
                FROM find_chunks({query}, {filter.Language}::text, {filter.Domain}::text, {sector}, {filter.IncludeInternal}, {Candidates})
                """).ToListAsync(ct);
        }
        var match = $"tenant : \"{db.Tenant}\" AND words : (" + string.Join(" AND ", groups.Select(g =>
            "(" + string.Join(" OR ", g.Distinct(StringComparer.Ordinal).Select(t => $"\"{t}\"")) + ")")) + ")";
        return await db.Set<KnowledgeChunkRow>().FromSql($"""
            SELECT c.tenant, c.article_id, c.place, c.language, c.title, c.section, c.text, c.words, c.category, c.sector, c.is_internal, c.article_version, c.updated_at
            FROM knowledge_words w JOIN knowledge_chunks c ON c.number = w.rowid
            WHERE w.knowledge_words MATCH {match} AND c.tenant = {db.Tenant}
              AND ({filter.Language} IS NULL OR c.language = {filter.Language}) AND ({filter.Domain} IS NULL OR c.category = {filter.Domain})
              AND ({sector} = '' OR c.sector IS NULL OR c.sector = {sector}) AND ({filter.IncludeInternal} OR NOT c.is_internal)
            LIMIT {Candidates}
            """).ToListAsync(ct);
    }

    /// <summary>Fuses the order by words with that by meaning (reciprocal ranks), and lets what is near in meaning answer though its words differ.</summary>
    private async Task<List<(KnowledgePassage Passage, long Place)>> Fuse(
        string tenant, IEmbedder model, string query, List<(KnowledgePassage Passage, long Place)> scored, CancellationToken ct)
    {
        const double k = 60;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(LongestEmbedding);
            var asked = await model.Embed([query], limit.Token);
            var best = scored.Take(Compared).ToList();
            var known = await vectors.Of(tenant, model.Model, [.. best.Where(s => s.Place >= 0).Select(s => (s.Passage.DocumentId, s.Place)).Distinct()], limit.Token);
            if (known.Count == 0) return scored;
            var nearness = best.Select(s => known.TryGetValue((s.Passage.DocumentId, s.Place), out var v) ? Cosine(asked[0], v) : (double?)null).ToList();
            var byMeaning = nearness.Select((n, i) => (n, i)).Where(x => x.n is not null).OrderByDescending(x => x.n).Select((x, rank) => (x.i, rank)).ToDictionary(x => x.i, x => x.rank);
            var fused = best.Select((s, i) =>
            {
                var points = (1 / (k + i + 1)) + (byMeaning.TryGetValue(i, out var rank) ? 1 / (k + rank + 1) : 0);
                var score = nearness[i] is { } near ? Math.Max(s.Passage.Score, (0.4 * s.Passage.Score) + (0.6 * Math.Clamp((near - 0.3) / 0.5, 0, 1))) : s.Passage.Score;
                return (Entry: (s.Passage with { Score = Math.Round(score, 4) }, s.Place), Points: points);
            }).OrderByDescending(f => f.Points).Select(f => f.Entry).ToList();
            fused.AddRange(scored.Skip(Compared));
            return fused;
        }
        catch (Exception e) when (e is EmbeddingException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            NoMeaning(log, e.Message);
            return scored;
        }
    }

    private static double Cosine(float[] a, float[] b)
    {
        if (a.Length != b.Length) return 0;
        double dot = 0, x = 0, y = 0;
        for (var i = 0; i < a.Length; i++)
        {
            dot += a[i] * b[i];
            x += a[i] * a[i];
            y += b[i] * b[i];
        }
        return x == 0 || y == 0 ? 0 : dot / Math.Sqrt(x * y);
    }

    private sealed record PassageFilter(string? Language, string? Domain, string? Sector, bool IncludeInternal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Knowledge is searched by words alone: {Reason}")]
    private static partial void NoMeaning(ILogger log, string reason);
}
