using System.Text.Json;
using SalesFlow.Text;

namespace SalesFlow.Agents.Offline.Tasks;

/// <summary>How far an affiliate is in the training. What is not said is null or empty.</summary>
/// <param name="Known">Whether the input says anything of modules.</param>
/// <param name="Completed">Codes of finished modules, in the training's order.</param>
/// <param name="Scores">Scores of tests, 0 to 100, in the order given.</param>
/// <param name="Failed">Failed tests.</param>
/// <param name="Days">Days since the start; null where it is not said.</param>
/// <param name="HoursStill">Hours since the last step; null where it is not said.</param>
/// <param name="Agreement">Whether the agreement is signed; null where it is not said.</param>
/// <param name="QuickStart">Steps of the quick start that are done, of seven; null where it is not said.</param>
internal sealed record TrainingProgress(
    bool Known, IReadOnlyList<string> Completed, IReadOnlyList<decimal> Scores, int Failed, decimal? Days, decimal? HoursStill, bool? Agreement,
    int? QuickStart)
{
    /// <summary>Whether the input itself counts the failed tests.</summary>
    public bool Counted { get; init; }

    /// <summary>Below this a test is not passed.</summary>
    public const decimal PassMark = 70;

    /// <summary>The seven modules in order, with the day they should be done by.</summary>
    public static readonly IReadOnlyList<(string Code, int Day)> Modules =
        [("welcome", 1), ("product", 2), ("target_customers", 3), ("sales_scripts", 5), ("objections", 7), ("platform", 10), ("final_test", 14)];

    /// <summary>Words of the modules: what names one by itself, then what may stand in another's name too ("customer objections").</summary>
    private static readonly (string Module, string[] Words)[] Words =
    [
        ("welcome", [" welcome", "ترحيب"]),
        ("final_test", ["final", " test", " exam ", "readiness", "assessment", "نهايي", "اختبار", "جاهزيه"]),
        ("objections", ["objection", "rebuttal", "اعتراض"]),
        ("sales_scripts", ["script", "نصوص", "سكربت", "سكريبت", "سيناريو"]),
        ("target_customers", ["target", "audience", "persona", "مستهدف"]),
        ("product", ["product", "feature", "منتج", "ميز"]),
        ("platform", ["platform", "dashboard", "portal", "منصه", "لوحه"]),
        ("target_customers", ["customer", "client", "sector", "عملاء", "قطاع"]),
        ("sales_scripts", ["sales"]),
        ("welcome", ["programme", "program", "intro", "orientation", "مقدمه", "برنامج"]),
        ("platform", ["system", "نظام"]),
    ];

    /// <summary>The share of modules done, rounded, 0 to 100.</summary>
    public int Percentage => (int)Math.Round(100.0 * Completed.Count / Modules.Count, MidpointRounding.AwayFromZero);

    /// <summary>The modules that are left, in order.</summary>
    public IReadOnlyList<string> Remaining => [.. Modules.Select(m => m.Code).Where(m => !Completed.Contains(m))];

    /// <summary>The module to do next; <c>activation</c> where all are done.</summary>
    public string Current => Remaining is [var next, ..] ? next : "activation";

    /// <summary>Modules count half, tests two fifths, the quick start a tenth; what is not known gives nothing. Null where nothing is
    /// known.</summary>
    public int? Readiness => !Known && Scores.Count == 0 ? null
        : (int)Math.Round(0.5m * Percentage + 0.4m * (Scores.Count > 0 ? Scores.Average() : 0) + 10m * (QuickStart ?? 0) / 7,
        MidpointRounding.AwayFromZero);

    /// <summary>All modules, the last test passed, and no agreement refused. Null where nothing is said of modules.</summary>
    public bool? Ready => !Known ? null : Remaining.Count == 0 && Scores.Count > 0 && Scores[^1] >= PassMark && Agreement != false;

    /// <summary>Reads it.</summary>
    public static TrainingProgress Read(TaskInput input, DateTimeOffset now)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var known = ReadModules(input, done);
        var scores = input.List("quiz_scores", "quiz_results", "scores", "test_scores", "quizzes", "نتائج_الاختبارات").SelectMany(ScoresOf).ToList();
        if (scores.Count == 0 && input.Number("last_score", "quiz_score", "final_score", "test_score", "score") is { } one) scores.Add(one);
        scores = [.. scores.Select(s => Math.Clamp(s is > 0 and <= 1 ? s * 100 : s, 0, 100))];
        var counted = input.Whole("failed_attempts", "quiz_failures", "failed_quizzes", "quiz_failed_count", "failures", "fails", "times_failed",
            "failed_count", "failed_times");
        var failed = counted ?? scores.Count(s => s < PassMark);
        var started = input.Time("started_at", "start_date", "joined_at", "approved_at", "enrolled_at", "onboarding_started_at");
        var days = input.Number("days_since_start", "days_in_program", "days_in_programme", "days_since_joined", "days_since_approval",
            "onboarding_days", "days", "day", "الأيام") ?? (started is { } s ? (decimal)(now - s).TotalDays : null);
        var last = input.Time("last_activity_at", "last_activity", "step_started_at", "current_step_since", "last_step_at", "last_progress_at");
        var still = input.Number("hours_stuck", "stalled_hours", "hours_since_last_activity", "stuck_hours", "hours_inactive")
            ?? (last is { } l ? (decimal)(now - l).TotalHours : null);
        var quick = input.List("quick_start", "quick_start_done", "quick_start_steps", "quick_start_completed");
        return new(
            known, [.. Modules.Select(m => m.Code).Where(done.Contains)], scores, Math.Max(0, failed), days is < 0 ? null : days, still is < 0
            ? null : still,
            input.Flag("agreement_signed", "signed_agreement", "contract_signed", "agreement", "العقد_موقع"), quick.Count == 0 ? null
            : Math.Min(7, quick.Count))
        {
            Counted = counted is not null,
        };
    }

    /// <summary>A score, or those of a test each: an object by the tests' names, a text with one after another.</summary>
    private static IEnumerable<decimal> ScoresOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when new TaskInput(value).Number("score", "result", "percentage", "value") is { } one: return [one];
            case JsonValueKind.Object:
                return value.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.Object)
                    .SelectMany(p => ScoresOf(p.Value));
            case JsonValueKind.String:
                return value.GetString()!.Split([',', '،', ';', '؛', '|', '\n']).Select(s => TaskInput.NumberOf(JsonSerializer.SerializeToElement(
                    s.Trim().TrimEnd('%', '٪')))).OfType<decimal>();
            default: return TaskInput.NumberOf(value) is { } number ? [number] : [];
        }
    }

    /// <summary>The module that a word or a number means, or null.</summary>
    public static string? Module(string? word)
    {
        if (word is null) return null;
        var plain = ArabicText.Normalise(word.Replace('_', ' '));
        var spaced = $" {plain} ";
        var digits = new string([.. plain.Where(char.IsAsciiDigit)]);
        if (Modules.FirstOrDefault(m => m.Code == word) is { Code: { } code }) return code;
        foreach (var (module, words) in Words)
            if (words.Any(w => spaced.Contains(w, StringComparison.Ordinal))) return module;
        return int.TryParse(digits, out var number) && number is >= 1 and <= 7 ? Modules[number - 1].Code : null;
    }

    private static bool ReadModules(TaskInput input, HashSet<string> done)
    {
        foreach (var name in (string[])["completed_modules", "completed_steps", "modules_completed", "finished_modules", "الوحدات_المكتملة",
            "done_modules", "completed"])
        {
            if (input.Find(name) is not { } value || ModuleList.Read(value) is not { } read) continue;
            done.UnionWith(read);
            return true;
        }
        foreach (var entry in input.Sections("modules", "steps", "training", "progress", "الوحدات"))
        {
            if (ModuleList.IsDone(entry.Text("status", "state", "completed", "done", "الحالة"))
                && Module(entry.Text("code", "id", "name", "module", "title", "number")) is { } module) done.Add(module);
        }
        if (done.Count > 0) return true;
        // Modules by name, and shares written as "4/7".
        foreach (var name in (string[])["modules", "steps", "training", "progress", "الوحدات"])
        {
            if (input.Find(name) is not { ValueKind: JsonValueKind.Object or JsonValueKind.String } value) continue;
            if (value.ValueKind == JsonValueKind.String && !value.GetString()!.AsSpan().ContainsAny("/%")
                || ModuleList.Read(value) is not { } read) continue;
            done.UnionWith(read);
            return true;
        }
        if (input.Number("completion_percentage", "progress_percentage", "percent_complete", "completion", "progress") is { } share and >= 0)
        {
            foreach (var (code, _) in Modules.Take((int)Math.Clamp(Math.Floor((share <= 1 ? share * 100 : share) * 7 / 100 + 0.001m), 0,
                7))) done.Add(code);
            return true;
        }
        if (Module(input.Text("current_module", "current_step", "module")) is not { } current) return false;
        foreach (var (code, _) in Modules.TakeWhile(m => m.Code != current)) done.Add(code);
        return true;
    }
}
