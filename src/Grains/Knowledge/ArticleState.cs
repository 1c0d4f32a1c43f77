using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Knowledge;

namespace SalesFlow.Grains.Knowledge;

/// <summary>An article without its texts.</summary>
internal sealed record ArticleState : IFold<ArticleState>
{
    /// <summary>The newest version's number; 0 before the first.</summary>
    public int Number { get; init; }

    /// <summary>The version in use; 0 for none.</summary>
    public int Published { get; init; }

    public ArticleStatus Status { get; init; }

    public bool Deleted { get; init; }

    public string Category { get; init; } = "";

    public ImmutableArray<string> Tags { get; init; } = [];

    public string? Sector { get; init; }

    public bool IsInternal { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Hashes of the newest version's texts: enough to see that nothing changed. Null where there is no text.</summary>
    public string? TitleAr { get; init; }

    public string? TitleEn { get; init; }

    public string? BodyAr { get; init; }

    public string? BodyEn { get; init; }

    public ArticleState Apply(IDomainEvent e) => e switch
    {
        ArticleWritten w => this with
        {
            Number = w.Number,
            Status = ArticleStatus.Draft,
            TitleAr = After(TitleAr, w.TitleAr),
            TitleEn = After(TitleEn, w.TitleEn),
            BodyAr = After(BodyAr, w.BodyAr),
            BodyEn = After(BodyEn, w.BodyEn),
        },
        ArticleFiled f => this with
        {
            Category = f.Category,
            Tags = [.. f.Tags],
            Sector = f.Sector,
            IsInternal = f.IsInternal,
            ValidUntil = f.ValidUntil,
        },
        ArticleApproved a => this with { Status = ArticleStatus.Approved, Published = a.Number, ValidUntil = a.ValidUntil },
        ArticleExpired => this with { Status = ArticleStatus.Expired, Published = 0 },
        ArticleArchived => this with { Status = ArticleStatus.Archived, Published = 0 },
        ArticleDeleted => this with { Deleted = true },
        ArticleRestored => this with { Deleted = false },
        _ => this,
    };

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    private static string? After(string? hash, string? text) => text switch { null => hash, "" => null, _ => HashOf(text) };
}
