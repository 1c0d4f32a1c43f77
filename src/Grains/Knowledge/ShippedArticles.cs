using System.Collections.Frozen;
using System.Text;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Knowledge;

/// <summary>The articles that come with the product: files of the repository's folder <c>knowledge-base</c>, compiled in. One file holds both languages.</summary>
public static class ShippedArticles
{
    private const string Prefix = "SalesFlow.Grains.KnowledgeBase.";
    private const string English = "\n<!-- en -->\n";

    /// <summary>Every article, by its code.</summary>
    public static IReadOnlyList<(string Code, WriteArticle Article)> All { get; } =
    [
        .. typeof(ShippedArticles).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Load),
    ];

    /// <summary>The id of an article in whatever company it was seeded into.</summary>
    public static string IdOf(string code) => Id.Named("shipped-article", code);

    /// <summary>Reads a file: fields above, then the Arabic text, then behind a mark the English one.</summary>
    /// <exception cref="FormatException">It is none; the message says what is missing.</exception>
    public static WriteArticle Parse(string code, string text)
    {
        text = text.ReplaceLineEndings("\n");
        if (!text.StartsWith("---\n", StringComparison.Ordinal) || text.IndexOf("\n---\n", StringComparison.Ordinal) is not (> 0 and var end))
            throw new FormatException($"{code}: fields between lines of --- are missing.");
        var fields = text[4..(end + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(':', 2)).Where(p => p.Length == 2)
            .ToDictionary(p => p[0].Trim(), p => p[1].Trim(), StringComparer.Ordinal);
        var bodies = text[(end + 5)..].Split(English);
        if (bodies.Length != 2) throw new FormatException($"{code}: the mark before the English text is missing, or stands twice.");
        return new WriteArticle(
            Field("title_ar"), Field("title_en"), bodies[0].Trim(), bodies[1].Trim(), Field("category"),
            [.. (fields.GetValueOrDefault("tags") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            fields.GetValueOrDefault("sector"), fields.GetValueOrDefault("internal") == "true", null, ArticleOrigin.Shipped, code);

        string Field(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw new FormatException($"{code}: {name} is missing.");
    }

    private static (string, WriteArticle) Load(string resource)
    {
        using var stream = typeof(ShippedArticles).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var code = resource[Prefix.Length..^".md".Length];
        return (code, Parse(code, reader.ReadToEnd()));
    }
}

/// <summary>Fills the knowledge of a company that applies the platform's own template. An article that is there already, however it was changed, is left alone.</summary>
internal sealed class ShippedArticlesReaction(IGrainFactory grains) : IReaction
{
    /// <summary>An article's version when nothing has happened to it but its making.</summary>
    private const long AsWritten = 2;

    public string Name => "shipped-articles";

    public IReadOnlySet<string> EventTypes { get; } = FrozenSet.Create(StringComparer.Ordinal, "tenant.template_applied");

    public bool Concerns(string type, string body) => body.Contains("\"template\":\"platform\"", StringComparison.Ordinal);

    public async Task React(CommittedEvent e, CancellationToken ct)
    {
        if (e.Event is not TemplateApplied { Template: "platform" }) return;
        foreach (var (code, article) in ShippedArticles.All)
        {
            var grain = grains.GetGrain<IArticleGrain>(TenantKey.Format(e.Tenant, ShippedArticles.IdOf(code)));
            // The commands' ids name the article and not the event: whatever became of it since, it is made and approved once.
            var created = await grain.Create("shipped:create", article);
            if (created is { Accepted: true, Version: AsWritten }) await grain.Approve("shipped:approve", null, AsWritten);
        }
    }
}
