using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Knowledge;
using SalesFlow.Text;

namespace SalesFlow.Agents.Sectors;

/// <summary>What is known of sectors, one file each in the folder <c>sectors</c>. Read and checked at the start.</summary>
internal sealed class SectorLibrary : ISectorLibrary
{
    /// <summary>Where the files are; by default <c>sectors</c> beside the program.</summary>
    public const string Setting = "SalesFlow:Sectors:Directory";

    private static readonly string[] Categories = ["price", "trust", "timing", "need", "authority", "technical"];
    private static readonly string[] Contexts = ["prospecting", "discovery", "qualification", "proposal", "negotiation", "closing"];
    private static readonly string[] Ratings = ["high", "medium", "low"];

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly FrozenDictionary<string, SectorData> _byName;

    private SectorLibrary(IReadOnlyList<SectorData> all)
    {
        All = all;
        var names = new Dictionary<string, SectorData>(StringComparer.Ordinal);
        foreach (var sector in all)
            foreach (var name in sector.Names) names.TryAdd(ArabicText.Normalise(name), sector);
        // A code is always its own sector's, whoever else goes by that word.
        foreach (var sector in all) names[ArabicText.Normalise(sector.Code)] = sector;
        _byName = names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public IReadOnlyList<SectorData> All { get; }

    public SectorData? Find(string? sector) => sector is { Length: <= 100 } && _byName.TryGetValue(ArabicText.Normalise(sector), out var found) ? found : null;

    /// <summary>Reads the folder.</summary>
    /// <exception cref="InvalidOperationException">A file is wrong; the message names it, with the line where there is one.</exception>
    public static SectorLibrary Load(string directory)
    {
        if (!Directory.Exists(directory)) throw new InvalidOperationException($"{Setting}: {directory} does not exist.");
        var sectors = Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal).Select(Read).ToList();
        var general = sectors.SingleOrDefault(s => s.Code == SectorData.General) ?? throw new InvalidOperationException($"{directory}: {SectorData.General}.json is missing.");
        return new SectorLibrary([
            .. sectors.Where(s => s != general).Select(s => s with
            {
                Objections = [.. s.Objections, .. general.Objections],
                Alternatives = s.Alternatives.Count > 0 ? s.Alternatives : general.Alternatives,
            }), general,
        ]);
    }

    private static SectorData Read(string path)
    {
        SectorData sector;
        try
        {
            sector = JsonSerializer.Deserialize<SectorData>(File.ReadAllText(path), Json) ?? throw new InvalidOperationException($"{path}: is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{path}:{e.LineNumber + 1}: {e.Path ?? "$"}: {e.Message}", e);
        }
        if (sector.Code != Path.GetFileNameWithoutExtension(path)) throw Wrong("code", "must be the file's name");
        Texts("name", [sector.Name]);
        Texts("profile", [sector.Profile]);
        Texts("planAdvice", [sector.PlanAdvice]);
        Texts("journey", sector.Journey);
        Texts("kpis", sector.Kpis);
        Texts("valuePoints", sector.ValuePoints);
        Texts("objections", sector.Objections.SelectMany(o => new[] { o.Objection, o.Response }));
        Texts("talkingPoints", sector.TalkingPoints.Select(t => t.Point));
        if (sector.Plans.Count == 0) throw Wrong("plans", "must name one at least");
        Known("objections.category", sector.Objections.Select(o => o.Category), Categories);
        Known("talkingPoints.context", sector.TalkingPoints.Select(t => t.Context), Contexts);
        Known("talkingPoints.effectiveness", sector.TalkingPoints.Select(t => t.Effectiveness), Ratings);
        var b = sector.Benchmarks;
        if (b.TypicalSalesCycleDays is < 1 or > 3650 || b.AverageDealSizeSar is <= 0 || b.ConversionRateBenchmark is < 0 or > 1) throw Wrong("benchmarks", "is out of its limits");
        // A figure that rests on nothing is an invention.
        if ((b.TypicalSalesCycleDays is not null || b.AverageDealSizeSar is not null || b.ConversionRateBenchmark is not null) != b.Basis is not null)
            throw Wrong("benchmarks.basis", "must be there where a figure is known, and only there");
        return sector with { Objections = [.. sector.Objections.Select(o => o with { Code = ObjectionLibrary.Find(o.Objection.Ar)?.Objection.Code })] };

        void Texts(string field, IEnumerable<Bilingual> texts)
        {
            var all = texts.ToList();
            if (all.Count == 0 || all.Exists(t => string.IsNullOrWhiteSpace(t.Ar) || string.IsNullOrWhiteSpace(t.En))) throw Wrong(field, "must have texts in both languages");
        }

        void Known(string field, IEnumerable<string> words, string[] allowed)
        {
            if (words.FirstOrDefault(w => !allowed.Contains(w, StringComparer.Ordinal)) is { } other) throw Wrong(field, $"is '{other}'; it must be one of {string.Join(", ", allowed)}");
        }

        InvalidOperationException Wrong(string field, string what) => new($"{path}: {field} {what}.");
    }
}
