using Microsoft.EntityFrameworkCore;
using SalesFlow.Common;
using SalesFlow.Knowledge;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.ReadModels;

namespace SalesFlow.Storage.Knowledge;

/// <summary>Articles in lists, their versions, the passages of those in use with their terms, and the questions that found no answer.</summary>
internal sealed class KnowledgeReadModule(ReadModelTables tables, ReadModelBatch batch) : ReadModule
{
    private const string Kind = "article";
    private const string Gaps = "knowledge-gaps";
    private readonly RowSet<ArticleRow> _articles = new(tables.Of<ArticleRow>());
    private readonly RowSet<ArticleVersionRow> _versions = new(tables.Of<ArticleVersionRow>());
    private readonly RowSet<KnowledgeChunkRow> _chunks = new(tables.Of<KnowledgeChunkRow>());
    private readonly RowSet<KnowledgeTermRow> _terms = new(tables.Of<KnowledgeTermRow>(nameof(KnowledgeTermRow.Chunks)));
    private readonly RowSet<KnowledgeGapRow> _gaps = new(tables.Of<KnowledgeGapRow>());

    /// <summary>Articles whose passages an event of this batch may change.</summary>
    private readonly HashSet<RowKey> _moved = [];

    public override IReadOnlyList<RowSet> Rows => [_articles, _versions, _chunks, _terms, _gaps];

    public static void Configure(ReadModelBuilder model)
    {
        model.Table<ArticleRow>("knowledge_articles", r => new { r.Tenant, r.Id }, t =>
        {
            const string living = "NOT deleted";
            t.HasIndex(r => new { r.Tenant, r.UpdatedAt, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.Status, r.UpdatedAt, r.Id }).HasFilter(living);
            t.HasIndex(r => new { r.Tenant, r.Category, r.UpdatedAt, r.Id }).HasFilter(living);
        });
        model.Table<ArticleVersionRow>("knowledge_versions", r => new { r.Tenant, r.ArticleId, r.Number });
        model.Table<KnowledgeChunkRow>("knowledge_chunks", r => new { r.Tenant, r.ArticleId, r.Place });
        model.Table<KnowledgeTermRow>("knowledge_terms", r => new { r.Tenant, r.Term });
        model.Table<KnowledgeGapRow>("knowledge_gaps", r => new { r.Tenant, r.Id }, t =>
        {
            t.HasIndex(r => new { r.Tenant, r.Status, r.LastAt, r.Id });
            t.HasIndex(r => new { r.Tenant, r.Status, r.Count, r.Id });
        });
    }

    public override void Ask(IDomainEvent e, EventHeader h)
    {
        if (GapOf(e) is { } gap) _gaps.Ask(new RowKey(h.Tenant, gap));
        if (h.Entity != Kind) return;
        var key = new RowKey(h.Tenant, h.EntityId);
        _articles.Ask(key);
        if (Shown(e) is { } number) _versions.Ask(key with { Number = number });
        if (e is not ArticleWritten) _moved.Add(key);
    }

    public override void AskMore()
    {
        foreach (var key in _moved)
            for (var place = (_articles[key]?.Chunks ?? 0) - 1; place >= 0; place--) _chunks.Ask(key with { Number = place });
    }

    public override void Fold(IDomainEvent e, EventHeader h)
    {
        if (h.Entity == Gaps)
        {
            if (GapOf(e) is { } gap) _gaps.Fold(new RowKey(h.Tenant, gap), row => GapFold.Apply(row, e, h));
            return;
        }
        if (h.Entity != Kind) return;
        var key = new RowKey(h.Tenant, h.EntityId);
        _articles.Fold(key, row => ArticleFold.Apply(row, e, h));
        var article = _articles[key];
        if (article is null) return;
        if (e is ArticleWritten w) _versions.Put(ArticleFold.Version(article, w, h));
        if (e is ArticleApproved a && _versions[key with { Number = a.Number }] is { } approved)
            _versions.Put(approved with { Approver = a.Approver, ApprovedAt = a.At.Micro() });
        switch (e)
        {
            case ArticleApproved or ArticleFiled { Published: > 0 } or ArticleRestored { Published: > 0 }:
                Show(article, _versions[key with { Number = article.Published }]);
                break;
            case ArticleExpired or ArticleArchived or ArticleDeleted:
                Show(article, null);
                break;
        }
    }

    public override void Complete()
    {
        foreach (var (_, row) in _articles.Changes())
        {
            batch.Index(Kind, row.Key, row.Deleted ? "" : SearchTerms.Index(row.TitleAr, row.TitleEn, row.Category, row.Tags?.Replace(',', ' '), row.SourceName));
        }
        // What came and went within the batch needs no writing.
        _terms.Drop(r => r.Chunks == 0);
    }

    /// <summary>Puts a version's passages in the place of those before it; none where there is no version.</summary>
    private void Show(ArticleRow article, ArticleVersionRow? version)
    {
        var chunks = version is null ? [] : ArticleFold.Chunks(article, version).ToList();
        var count = Math.Max(chunks.Count, article.Chunks);
        for (var place = 0; place < count; place++)
        {
            var key = article.Key with { Number = place };
            var before = _chunks[key];
            var now = place < chunks.Count ? chunks[place] : before is null ? null : ArticleFold.Empty(before);
            if (now is null || now == before) continue;
            if (before?.Words != now.Words)
            {
                var (old, fresh) = (Split(before?.Words), Split(now.Words));
                foreach (var term in fresh) if (!old.Contains(term)) Count(article.Tenant, term, 1);
                foreach (var term in old) if (!fresh.Contains(term)) Count(article.Tenant, term, -1);
                if (old.Count == 0 && fresh.Count > 0) Count(article.Tenant, "", 1);
                if (old.Count > 0 && fresh.Count == 0) Count(article.Tenant, "", -1);
            }
            _chunks.Put(now);
        }
        if (count != article.Chunks) _articles.Fold(article.Key, row => row! with { Chunks = count });
    }

    private static HashSet<string> Split(string? words) => string.IsNullOrEmpty(words) ? [] : [.. words.Split(' ')];

    private void Count(string tenant, string term, long by)
    {
        var key = new RowKey(tenant, term);
        _terms.Put(new KnowledgeTermRow { Tenant = tenant, Term = term, Chunks = (_terms[key]?.Chunks ?? 0) + by });
    }

    /// <summary>The version whose passages an event shows, or null.</summary>
    private static long? Shown(IDomainEvent e) => e switch
    {
        ArticleApproved a => a.Number,
        ArticleFiled { Published: > 0 } f => f.Published,
        ArticleRestored { Published: > 0 } r => r.Published,
        _ => null,
    };

    private static string? GapOf(IDomainEvent e) => e switch
    {
        GapReported r => r.GapId,
        GapDropped d => d.GapId,
        GapDismissed d => d.GapId,
        GapDrafted d => d.GapId,
        _ => null,
    };
}

/// <summary>What an article's rows are: the fold of its events.</summary>
internal static class ArticleFold
{
    /// <summary>The row after an event; null where there is still none.</summary>
    public static ArticleRow? Apply(ArticleRow? row, IDomainEvent e, EventHeader h)
    {
        var next = (row, e) switch
        {
            (_, ArticleWritten w) => (row ?? new ArticleRow
            {
                Tenant = h.Tenant, Id = h.EntityId, Origin = w.Origin, SourceName = w.SourceName, CreatedAt = w.At.Micro(),
            }) with
            {
                Number = w.Number,
                Status = ArticleStatus.Draft,
                TitleAr = After(row?.TitleAr, w.TitleAr),
                TitleEn = After(row?.TitleEn, w.TitleEn),
                BodyAr = After(row?.BodyAr, w.BodyAr),
                BodyEn = After(row?.BodyEn, w.BodyEn),
                Author = w.Author,
            },
            (null, _) => null,
            (_, ArticleFiled f) => row with
            {
                Category = f.Category,
                Tags = f.Tags.Count == 0 ? null : $",{string.Join(',', f.Tags)},",
                Sector = f.Sector,
                IsInternal = f.IsInternal,
                ValidUntil = f.ValidUntil?.Micro(),
            },
            (_, ArticleApproved a) => row with
            {
                Status = ArticleStatus.Approved,
                Published = a.Number,
                Approver = a.Approver,
                ApprovedAt = a.At.Micro(),
                ValidUntil = a.ValidUntil?.Micro(),
            },
            (_, ArticleExpired) => row with { Status = ArticleStatus.Expired, Published = 0 },
            (_, ArticleArchived) => row with { Status = ArticleStatus.Archived, Published = 0 },
            (_, ArticleDeleted) => row with { Deleted = true },
            (_, ArticleRestored) => row with { Deleted = false },
            _ => row,
        };
        return next is null ? null : next with { UpdatedAt = Instants.Later(h.At, next.UpdatedAt), Version = h.Version };
    }

    /// <summary>The version that was written: the article's texts as they are now.</summary>
    public static ArticleVersionRow Version(ArticleRow article, ArticleWritten w, EventHeader h) => new()
    {
        Tenant = h.Tenant, ArticleId = h.EntityId, Number = w.Number, TitleAr = article.TitleAr, TitleEn = article.TitleEn, BodyAr = article.BodyAr,
        BodyEn = article.BodyEn, Author = w.Author, At = w.At.Micro(),
    };

    /// <summary>The passages of a version, as the article is filed now.</summary>
    public static IEnumerable<KnowledgeChunkRow> Chunks(ArticleRow article, ArticleVersionRow version)
    {
        var place = 0;
        foreach (var (language, title, body) in new[] { ("ar", version.TitleAr, version.BodyAr), ("en", version.TitleEn, version.BodyEn) })
        {
            if (title is null || body is null) continue;
            foreach (var chunk in Chunker.Cut(body))
            {
                yield return new KnowledgeChunkRow
                {
                    Tenant = article.Tenant, ArticleId = article.Id, Place = place++, Language = language, Title = title, Section = chunk.Section,
                    Text = chunk.Text, Words = string.Join(' ', KnowledgeText.Terms(title, chunk.Section, chunk.Text, article.Tags)),
                    Category = article.Category, Sector = article.Sector, IsInternal = article.IsInternal, ArticleVersion = (int)version.Number,
                    UpdatedAt = article.ApprovedAt ?? article.UpdatedAt,
                };
            }
        }
    }

    /// <summary>A passage that says nothing any more.</summary>
    public static KnowledgeChunkRow Empty(KnowledgeChunkRow row) => row with { Title = "", Section = "", Text = "", Words = "" };

    private static string? After(string? before, string? text) => text switch { null => before, "" => null, _ => text };
}

/// <summary>What a gap's row is: the fold of its events.</summary>
internal static class GapFold
{
    /// <summary>The row after an event; null where there is still none.</summary>
    public static KnowledgeGapRow? Apply(KnowledgeGapRow? row, IDomainEvent e, EventHeader h) => Next(row, e, h) is { } next ? next with { Version = h.Version } : null;

    private static KnowledgeGapRow? Next(KnowledgeGapRow? row, IDomainEvent e, EventHeader h) => (row, e) switch
    {
        (_, GapReported r) => (row ?? new KnowledgeGapRow { Tenant = h.Tenant, Id = r.GapId, FirstAt = r.At.Micro() }) with
        {
            Question = r.Question,
            Language = r.Language,
            AskedBy = r.AskedBy,
            Count = (row?.Count ?? 0) + 1,
            Status = GapStatus.Open,
            LastAt = r.At.Micro(),
        },
        (null, _) => null,
        (_, GapDropped) => row with { Status = GapStatus.Dropped },
        (_, GapDismissed) => row with { Status = GapStatus.Dismissed },
        (_, GapDrafted d) => row with { Status = GapStatus.Drafted, ArticleId = d.ArticleId },
        _ => row,
    };
}
