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
    /// <summary>Below this a test is not passed.</summary>
    public const decimal PassMark = 70;

    /// <summary>The seven modules in order, with the day they should be done by.</summary>
    public static readonly IReadOnlyList<(string Code, int Day)> Modules =
        [("welcome", 1), ("product", 2), ("target_customers", 3), ("sales_scripts", 5), ("objections", 7), ("platform", 10), ("final_test", 14)];

    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["welcome"] = ["welcome", "programme", "program", "intro", "ترحيب", "مقدمه", "برنامج"],
        ["product"] = ["product", "feature", "منتج", "ميز"],
        ["target_customers"] = ["target", "customer", "sector", "عملاء", "مستهدف", "قطاع"],
        ["sales_scripts"] = ["script", "نصوص", "سكربت", "سيناريو", "sales"],
        ["objections"] = ["objection", "اعتراض"],
        ["platform"] = ["platform", "system", "dashboard", "منصه", "نظام"],
        ["final_test"] = ["final", "test", "readiness", "assessment", "exam", "نهايي", "اختبار", "جاهزيه"],
    };

    private static readonly string[] Done = ["completed", "complete", "done", "passed", "finished", "true", "مكتمل", "مكتمله", "تم", "ناجح", "منتهي"];

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
        var scores = input.List("quiz_scores", "quiz_results", "scores", "test_scores", "quizzes", "نتائج_الاختبارات")
            .Select(v => v.ValueKind == JsonValueKind.Object ? new TaskInput(v).Number("score", "result", "percentage", "value")
            : TaskInput.NumberOf(v)).OfType<decimal>().ToList();
        if (scores.Count == 0 && input.Number("last_score", "quiz_score", "final_score", "test_score", "score") is { } one) scores.Add(one);
        scores = [.. scores.Select(s => Math.Clamp(s is > 0 and <= 1 ? s * 100 : s, 0, 100))];
        var failed = input.Whole("failed_attempts", "quiz_failures", "failed_quizzes", "quiz_failed_count", "failures", "fails", "times_failed")
            ?? scores.Count(s => s < PassMark);
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
            : Math.Min(7, quick.Count));
    }

    /// <summary>The module that a word or a number means, or null.</summary>
    public static string? Module(string? word)
    {
        if (word is null) return null;
        var plain = ArabicText.Normalise(word.Replace('_', ' '));
        var digits = new string([.. plain.Where(char.IsAsciiDigit)]);
        if (Modules.FirstOrDefault(m => m.Code == word) is { Code: { } code }) return code;
        foreach (var (module, words) in Words)
            if (words.Any(w => plain.Contains(w, StringComparison.Ordinal))) return module;
        return int.TryParse(digits, out var number) && number is >= 1 and <= 7 ? Modules[number - 1].Code : null;
    }

    private static bool ReadModules(TaskInput input, HashSet<string> done)
    {
        var list = input.List("completed_modules", "completed_steps", "modules_completed", "finished_modules", "completed", "الوحدات_المكتملة",
            "done_modules");
        if (input.Find("completed_modules", "completed_steps", "modules_completed", "finished_modules", "الوحدات_المكتملة",
            "done_modules") is { ValueKind: JsonValueKind.Array } empty && empty.GetArrayLength() == 0) return true;
        // A single number counts modules from the first.
        if (list is [{ ValueKind: JsonValueKind.Number or JsonValueKind.String } count] && TaskInput.NumberOf(count) is { } many
            && input.Find("completed_modules", "modules_completed", "completed_steps", "completed") is not { ValueKind: JsonValueKind.Array })
        {
            foreach (var (code, _) in Modules.Take((int)Math.Clamp(many, 0, 7))) done.Add(code);
            return true;
        }
        foreach (var value in list)
            if (Module(value.ValueKind == JsonValueKind.Object ? new TaskInput(value).Text("code", "id", "name", "number", "module", "step")
            : TaskInput.TextOf(value)) is { } module) done.Add(module);
        if (list.Count > 0 && done.Count > 0) return true;
        foreach (var entry in input.Sections("modules", "steps", "training", "progress", "الوحدات"))
        {
            var status = ArabicText.Normalise(entry.Text("status", "state", "completed", "done", "الحالة"));
            if (Done.Contains(status) && Module(entry.Text("code", "id", "name", "module", "title", "number")) is { } module) done.Add(module);
        }
        if (done.Count > 0) return true;
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
