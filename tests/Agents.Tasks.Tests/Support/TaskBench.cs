using System.Text.Json;
using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Offline.Tasks;
using SalesFlow.Common;
using SalesFlow.Knowledge;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Tasks.Tests.Support;

/// <summary>Runs one task agent's rules over an input, as the program does.</summary>
internal sealed class TaskBench(string agentId)
{
    /// <summary>Monday, 23 November 2026, noon in Riyadh.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public AgentDefinition Agent { get; } = AgentDefinitionLoader.Load(Path.Combine(AppContext.BaseDirectory, "agents", agentId));

    public IReadOnlyList<KnowledgePassage> Passages { get; init; } = [];

    public ISectorLibrary Sectors { get; init; } = new TestSectors();

    public TenantView Tenant { get; init; } = new(
        "t1", "منصة النمو", "ar", "Asia/Riyadh", "platform",
        [
            new("basic", "الأساسية", "Basic", Money.Sar(299), "month", true, ["مستخدمان"], ["2 users"], []),
            new("professional", "الاحترافية", "Professional", Money.Sar(699), "month", true, ["10 مستخدمين"], ["10 users"], []),
            new("enterprise", "المؤسسات", "Enterprise", Money.Sar(1499), "month", true, ["مستخدمون بلا حد"], ["unlimited users"], []),
        ],
        [], [], [], new TemperatureBands(), 1);

    /// <summary>Answers; fails where the input or the output is not valid.</summary>
    public TaskAnswer Answer(string input)
    {
        using var document = JsonDocument.Parse(input);
        return Answer(document.RootElement.Clone());
    }

    /// <summary>Answers; fails where the input or the output is not valid.</summary>
    public TaskAnswer Answer(JsonElement input)
    {
        Assert.Empty(Agent.Input.Validate(input));
        var engine = TaskEngines.All[Agent.Id];
        var read = new TaskInput(input);
        var facts = engine.Read(read);
        // As the program does: a "now" in the input stands for the clock.
        var now = input.TryGetProperty("now", out var given) ? TaskInput.TimeOf(given) ?? Now : Now;
        var output = engine.Answer(new TaskCall(Agent, read, (JsonObject)facts.DeepClone(), Tenant, now, "run1", Passages, Sectors));
        var answer = TaskAnswer.Decide(Agent, input, facts, output, now);
        Assert.Empty(Agent.Output.Validate(answer.Output));
        return answer;
    }

    private sealed class TestSectors : ISectorLibrary
    {
        public IReadOnlyList<SectorData> All { get; } =
        [
            Sector("general", "عام", "General", false), Sector("healthcare", "الرعاية الصحية", "Healthcare", true, "عيادات", "clinic", "clinics"),
            Sector("real_estate", "العقار", "Real estate", false, "عقارات", "property"), Sector("restaurants", "المطاعم", "Restaurants", false, "مطعم", "restaurant", "cafe"),
        ];

        public SectorData? Find(string? sector) => sector is null ? null : All.FirstOrDefault(s =>
            s.Code == sector || s.Name.Ar == sector || string.Equals(s.Name.En, sector, StringComparison.OrdinalIgnoreCase) || s.Aliases.Contains(sector));

        private static SectorData Sector(string code, string ar, string en, bool regulated, params string[] aliases) => new(
            code, new(ar, en), aliases, new($"قطاع {ar}.", $"The sector {en}."), ["professional", "enterprise"],
            new("الاحترافية تكفي البداية.", "Professional is enough to begin with."), [new("رد فوري", "Instant reply")], [new("معدل التحويل", "Conversion rate")],
            [new("عملاء أقل ضياعاً.", "Fewer customers lost."), new("متابعة تلقائية", "Automatic follow-up")],
            [new("price", new("السعر مرتفع", "It is expensive"), new("نبدأ بالباقة الأنسب لحجمكم.", "We start with the plan that fits your size.")) { Code = "expensive" }],
            [new(new("الرد السريع يحفظ العميل.", "A quick answer keeps the customer."), "discovery", "high"), new(new("المواعيد تُؤكد تلقائياً.", "Appointments confirm themselves."), "proposal", "medium")],
            new SectorBenchmarks(null, null, null, null), regulated)
        {
            Alternatives = [new("المتابعة اليدوية", "Manual follow-up")],
        };
    }
}
