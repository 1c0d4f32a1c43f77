using System.Globalization;
using System.Text.Json;

namespace SalesFlow.Agents.Offline.Tasks.ManagementSummary;

/// <summary>A figure as it was given.</summary>
/// <param name="kpi">Which one.</param>
internal sealed class Figure(Kpi kpi)
{
    public Kpi Kpi { get; } = kpi;

    /// <summary>Of this period; null where it was not given.</summary>
    public decimal? Value { get; set; }

    /// <summary>Of the period before; null where it was not given.</summary>
    public decimal? Previous { get; set; }

    /// <summary>The change that the input states, in percent; null where it states none.</summary>
    public decimal? Stated { get; set; }

    /// <summary>Whether it is a projection.</summary>
    public bool Estimate { get; set; }

    /// <summary>Whether the input gives two different values for it.</summary>
    public bool Conflict { get; set; }
}

/// <summary>
/// Finds figures wherever they stand in an input: <c>revenue</c> with <c>previous_revenue</c>, <c>revenue: {current, previous}</c>,
/// <c>current: {…}, previous: {…}</c>, or a list of <c>{name, value, previous}</c>.
/// </summary>
internal sealed class KpiReader
{
    private const int MaxDepth = 6, MaxFigures = 40;
    private const decimal Largest = 1_000_000_000_000_000m;

    private static readonly Mentions Working = new("active", "employed", "نشط*", "فعال*");
    private static readonly Mentions Gone = new("churned", "terminated", "left", "resigned", "cancelled", "departed", "غادر*", "منسحب*", "منتهي*",
        "مستقيل*", "انسحب*");

    private static readonly HashSet<string> ValueNames = Keys(
        "value", "current", "actual", "this period", "this week", "this month", "today", "current value", "current period", "now", "count", "total",
            "amount", "الحالي", "القيمة", "الحالية");
    private static readonly HashSet<string> PreviousNames = Keys(
        "previous", "prior", "last", "last week", "last month", "last period", "previous period", "previous value", "previous week",
            "previous month", "yesterday", "prev", "baseline", "before",
        "comparison", "السابق", "السابقة", "الفترة السابقة", "الأسبوع الماضي", "الشهر الماضي");
    private static readonly HashSet<string> ChangeNames = Keys("change", "change percent", "change pct", "growth", "growth percent", "delta percent",
        "wow", "mom", "wow change", "percent change", "التغير");
    private static readonly HashSet<string> Ignored = Keys(
        "now", "period", "id", "tenant id", "version", "target", "goal", "threshold", "days", "lookback days", "page", "year", "week number", "rank",
            "timestamp", "date", "from", "to", "start", "end");
    private static readonly string[] PreviousMarks = ["previousperiod", "previousweek", "previousmonth", "priorperiod", "previous", "prior", "prev",
        "lastweek", "lastmonth", "lastperiod", "last", "yesterday", "السابقه", "السابق"];
    private static readonly string[] EstimateMarks = ["forecasted", "forecast", "projected", "projection", "estimated", "estimate", "expected",
        "predicted"];
    private static readonly string[] ChangeMarks = ["changepercent", "changepct", "percentchange", "growthpercent", "growth", "change", "wow", "mom"];
    private static readonly string[] SelfMarks = ["currentperiod", "thisweek", "thismonth", "thisperiod", "current", "today", "total", "الحاليه",
        "الحالي"];

    private readonly Dictionary<string, Figure> _figures = new(StringComparer.Ordinal);

    /// <summary>The figures, those known by name first.</summary>
    public static IReadOnlyList<Figure> Read(JsonElement input)
    {
        var reader = new KpiReader();
        reader.Walk(input, null, new Place(null, false, false), 0);
        return [.. reader._figures.Values.OrderBy(f => Order(f.Kpi)).ThenBy(f => f.Estimate)];
    }

    private static int Order(Kpi kpi)
    {
        for (var i = 0; i < KpiCatalogue.All.Count; i++)
            if (KpiCatalogue.All[i].Code == kpi.Code) return i;
        return KpiCatalogue.All.Count;
    }

    private void Walk(JsonElement value, string? name, Place place, int depth)
    {
        if (depth > MaxDepth) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                if (Named(value) is { } own) (name, place) = (own, place with { Parent = null });
                foreach (var property in value.EnumerateObject()) Member(property, name, place, depth);
                break;
            // A list of claims is as many claims.
            case JsonValueKind.Array when name is not null && KpiCatalogue.Find(name) is { Code: "guarantee_claims" or "disputes" or "complaints" } counted:
                Set(counted, value.GetArrayLength(), place);
                break;
            case JsonValueKind.Array when name is not null && KpiCatalogue.Key(name) is "affiliates" or "المسوقون" or "المسوقين":
                Affiliates(value, place);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray().Take(100))
                    if (item.ValueKind == JsonValueKind.Object && Named(item) is not null) Walk(item, null, place, depth + 1);
                break;
        }
    }

    /// <summary>A list of affiliates with their states tells how many work and how many left.</summary>
    private void Affiliates(JsonElement list, Place place)
    {
        var states = list.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.Object).Select(a =>
            new TaskInput(a).Text("status", "state", "الحالة")).OfType<string>().ToList();
        if (states.Count == 0) return;
        Set(KpiCatalogue.Find("active_affiliates")!, states.Count(Working.In), place);
        Set(KpiCatalogue.Find("affiliate_churn")!, states.Count(Gone.In), place);
    }

    private void Member(JsonProperty property, string? above, Place place, int depth)
    {
        var key = KpiCatalogue.Key(property.Name);
        if (Ignored.Contains(key) && !(above is not null && ValueNames.Contains(key) && property.Value.ValueKind == JsonValueKind.Number)) return;
        if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            // "previous": {"revenue": 5} is the period before of all that is in it.
            if (PreviousNames.Contains(key)) Walk(property.Value, above, place with { Previous = true }, depth + 1);
            else if (ValueNames.Contains(key)) Walk(property.Value, above, place, depth + 1);
            else if (EstimateMarks.Any(m => key == m || key == m + "s")) Walk(property.Value, above, place with { Estimate = true }, depth + 1);
            else Walk(property.Value, property.Name, place with { Parent = above }, depth + 1);
            return;
        }
        var empty = property.Value.ValueKind == JsonValueKind.Null;
        var number = Number(property.Value);
        if (!empty && number is null) return;
        if (above is not null && ValueNames.Contains(key) && Known(above, place) is { } self) Set(self, number, place);
        else if (above is not null && PreviousNames.Contains(key) && Known(above, place) is { } before) Set(before, number,
            place with { Previous = true });
        else if (above is not null && ChangeNames.Contains(key) && Known(above, place) is { } changed) Figure(changed, false).Stated = number;
        else Leaf(property.Name, key, above, number, place);
    }

    private void Leaf(string name, string key, string? above, decimal? number, Place place)
    {
        var bare = key;
        if (Cut(ref bare, EstimateMarks)) place = place with { Estimate = true };
        if (Cut(ref bare, PreviousMarks)) place = place with { Previous = true };
        if (bare.Length == 0)
        {
            // "revenue": {"forecast": 5}
            if (above is not null && Known(above, place) is { } self) Set(self, number, place);
            return;
        }
        var exact = (above is null ? null : KpiCatalogue.Find(above + bare)) ?? KpiCatalogue.Find(bare);
        if (exact is null && Cut(ref bare, ChangeMarks) && ((above is null ? null : KpiCatalogue.Find(above + bare))
            ?? KpiCatalogue.Find(bare)) is { } changed)
        {
            Figure(changed, false).Stated = number;
            return;
        }
        if (exact is null && Cut(ref bare, SelfMarks)) exact = (above is null ? null : KpiCatalogue.Find(above + bare)) ?? KpiCatalogue.Find(bare);
        if (exact is null && (number is null || !IsName(name) || key.EndsWith("id", StringComparison.Ordinal))) return;
        Set(exact ?? Unknown(place.Previous || place.Estimate ? bare : name, above), number, place);
    }

    /// <summary>A figure that nobody listed is told by the name that it was given.</summary>
    private static Kpi Unknown(string name, string? above)
    {
        if (above is not null && !Containers.Contains(KpiCatalogue.Key(above)) || above is not null
            && ValueNames.Contains(KpiCatalogue.Key(name))) name = above + "_" + name;
        var plain = string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')).Trim('_');
        return new Kpi(plain.Shortened(60), plain.Replace('_', ' ').Shortened(60), plain.Replace('_', ' ').Shortened(60), "plain", "none", false, []);
    }

    private static Kpi? Known(string name, Place place)
    {
        var key = KpiCatalogue.Key(name);
        Cut(ref key, EstimateMarks);
        return (place.Parent is null ? null : KpiCatalogue.Find(place.Parent + key)) ?? KpiCatalogue.Find(key)
            ?? (IsName(name) && !Containers.Contains(key) ? Unknown(name, null) : null);
    }

    private void Set(Kpi kpi, decimal? number, Place place)
    {
        var figure = Figure(kpi, place.Estimate);
        if (number is null) return;
        if (place.Previous)
        {
            figure.Conflict |= figure.Previous is { } old && old != number;
            figure.Previous ??= number;
            return;
        }
        figure.Conflict |= figure.Value is { } known && known != number;
        figure.Value ??= number;
    }

    private Figure Figure(Kpi kpi, bool estimate)
    {
        var key = estimate ? kpi.Code + "|estimate" : kpi.Code;
        if (_figures.TryGetValue(key, out var figure)) return figure;
        figure = new Figure(kpi) { Estimate = estimate };
        if (_figures.Count < MaxFigures) _figures[key] = figure;
        return figure;
    }

    private static string? Named(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) return null;
        string? name = null;
        var valued = false;
        foreach (var property in value.EnumerateObject())
        {
            var key = KpiCatalogue.Key(property.Name);
            if (key is "name" or "metric" or "kpi" or "label" or "code" or "key" or "المؤشر"
                && property.Value.ValueKind == JsonValueKind.String) name ??= property.Value.GetString();
            valued |= ValueNames.Contains(key);
        }
        return valued && name is not null && IsName(name) ? name : null;
    }

    private static bool IsName(string name) => name.Length is > 1 and <= 60 && name.All(c => char.IsLetterOrDigit(c)
        || c is '_' or '-' or ' ' or '%' or '(' or ')' or '.');

    private static decimal? Number(JsonElement value)
    {
        var number = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out var plain) ? plain : null,
            JsonValueKind.String when Text.ArabicText.AsciiDigits(value.GetString()!).Replace('٫', '.').Replace("٬", "",
                StringComparison.Ordinal) is var text
                && text.Any(char.IsAsciiDigit) && text.Length <= 40 => decimal.TryParse(text.Trim().TrimEnd('%', '٪', ' '), NumberStyles.Number,
                    CultureInfo.InvariantCulture, out var written)
                    ? written : Amount(text),
            _ => (decimal?)null,
        };
        return number is { } n && Math.Abs(n) < Largest ? n : null;
    }

    // "70,000 ريال", "SAR 70k": a number with its currency; a sentence with a number in it is none.
    private static decimal? Amount(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= 3
        && !text.Contains(':', StringComparison.Ordinal) && text.Count(c => c == '-') < 2
        ? Agents.Language.NumberReader.First(text) : null;

    private static bool Cut(ref string key, string[] marks)
    {
        foreach (var mark in marks)
        {
            if (key.StartsWith(mark, StringComparison.Ordinal) && (key.Length == mark.Length || KpiCatalogue.Find(key) is null))
            {
                key = key[mark.Length..];
                return true;
            }
            if (key.EndsWith(mark, StringComparison.Ordinal) && KpiCatalogue.Find(key) is null)
            {
                key = key[..^mark.Length];
                return true;
            }
        }
        return false;
    }

    private static readonly HashSet<string> Containers = Keys("metrics", "dashboard", "dashboard metrics", "data", "kpis", "figures", "summary",
        "affiliates", "agents", "agent metrics", "leads", "stats", "input");

    private static HashSet<string> Keys(params string[] names) => [.. names.Select(KpiCatalogue.Key)];

    /// <summary>Where a value stands.</summary>
    /// <param name="Parent">The name above its own object's.</param>
    /// <param name="Previous">Whether it belongs to the period before.</param>
    /// <param name="Estimate">Whether it is a projection.</param>
    private sealed record Place(string? Parent, bool Previous, bool Estimate);
}
