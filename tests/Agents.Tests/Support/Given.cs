using System.Text.Json.Nodes;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Language;
using SalesFlow.Agents.Turns;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Tests.Support;

/// <summary>The world in which the tests play.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public static readonly string AgentsDirectory = Path.Combine(AppContext.BaseDirectory, "agents");

    public static readonly AgentCatalogue Agents = new(AgentDefinitionLoader.LoadAll(AgentsDirectory));

    public static readonly AgentDefinition Arabic = Agents["arabic_whatsapp"];

    public static readonly AgentDefinition English = Agents["english_conversation"];

    public static TenantView Tenant { get; } = new(
        "t1", "سيلز فلو", "ar", "Asia/Riyadh", "platform",
        [
            new PriceListItem("basic", "الأساسية", "Basic", Money.Sar(299), "month", true, ["100 عميل شهرياً"], ["100 leads a month"],
                ["basic", "الاساسيه"]),
            new PriceListItem("professional", "الاحترافية", "Professional", Money.Sar(699), "month", true, ["1,000 عميل شهرياً"],
                ["1,000 leads a month"], ["pro", "الاحترافيه"]),
            new PriceListItem("enterprise", "المؤسسات", "Enterprise", Money.Sar(1499), "month", true, [], [], []),
        ],
        [],
        [
            new KnowledgeItem("trial", "تجربة مجانية 14 يوماً بلا بطاقة.", "A free trial of 14 days, no card.", ["تجربه", "trial"]),
            new KnowledgeItem("yearly", "الدفع السنوي بخصم 20%.", "Yearly billing is 20% cheaper.", ["سنوي", "yearly"]),
        ],
        [], new TemperatureBands(), 7);

    public static AgentTask Turn(string message, string language = "ar", IReadOnlyList<(bool Customer, string Text)>? history = null,
        LeadView? lead = null) => new(
        new TurnSnapshot(
            4, 9, "conversation-1", "contact-1", "lead-1", "سارة", language, [new TalkLine("w1", true, message, Now)],
            [.. (history ?? []).Select((l, i) => new TalkLine($"h{i}", l.Customer, l.Text, Now))], new Dictionary<string, string>(), Now, "w1", "n1"),
        Tenant, lead, Now);

    public static JsonObject Output(string reply, string language = "ar", string intent = "inquiry", double confidence = 0.92) => new()
    {
        [language == "ar" ? "response_message_ar" : "response_message_en"] = reply,
        ["intent_detected"] = intent,
        ["sentiment"] = 60,
        ["entities"] = new JsonObject(),
        ["action_taken"] = "responded",
        ["escalation"] = new JsonObject { ["needed"] = false, ["reason"] = null, ["target"] = null },
        ["qualification_update"] = new JsonObject { ["score_change"] = 5 },
        ["confidence"] = confidence,
    };
}

/// <summary>Rules that say little: what they answer is set by the test.</summary>
internal sealed class ScriptedRules : IOfflineEngine
{
    public HandOverRequest? HandOver { get; set; }

    public string Intent { get; set; } = "inquiry";

    public Dictionary<string, string> Facts { get; } = [];

    public List<string> Signals { get; } = [];

    public AgentAnswer Answer(AgentTask task, string? language = null)
    {
        var words = PromptBuilder.Pending(task.Turn);
        language ??= TalkLanguage.Of(words, Tokeniser.Cut(words), task.Turn.Language, task.Turn.History.Count > 0, false);
        var arabic = language == "ar";
        var text = arabic ? "أهلاً بك، كيف أخدمك؟" : "Welcome, how can I help?";
        var output = new ConversationOutput(
            arabic ? "ar" : "en", text, Intent, 50, Facts, HandOver is null ? "responded" : "escalated", HandOver, null, 0.8);
        return new AgentAnswer(TurnRouter.AgentOf(language), "offline", null, null, output, [OutboundContent.OfText(text)], new Dictionary<string,
            string>(), Facts, Signals, 0, 0);
    }
}

/// <summary>Tools that record their calls.</summary>
internal sealed class RecordingTools : IAgentTools
{
    public List<(string CallId, string Tool, string Arguments)> Calls { get; } = [];

    public Func<string>? Before { get; set; }

    public Task<string> Call(string callId, string tool, string argumentsJson, CancellationToken ct)
    {
        Before?.Invoke();
        Calls.Add((callId, tool, argumentsJson));
        return Task.FromResult("""{"ok":true}""");
    }
}

/// <summary>A journal in memory, which outlives the runs of a test.</summary>
internal sealed class MemoryJournal : IAgentJournal
{
    private readonly List<JournalStep> _steps = [];

    public IReadOnlyList<JournalStep> Steps => _steps;

    public Task Append(JournalStep step)
    {
        _steps.Add(step);
        return Task.CompletedTask;
    }
}
