using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SalesFlow.Agents.Definitions;
using SalesFlow.Agents.Models;
using SalesFlow.Agents.Schemas;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Tenancy;

namespace SalesFlow.Agents.Turns;

/// <summary>
/// Builds what a model reads. First what never changes (the prompt), then what seldom does (the tenant's prices and facts), so that providers
/// can cache the beginning; what belongs to this turn stands with the customer's words at the end.
/// </summary>
/// <param name="showSchema">Whether the output schema stands in the prompt, for endpoints that are not given it otherwise.</param>
internal sealed class PromptBuilder(bool showSchema = false)
{
    private const int MaxLine = 1_500;
    private const int MaxPending = 6_000;
    private const int MaxKnowledge = 60;
    private const int MaxCached = 2_000;
    private readonly ConcurrentDictionary<(string Agent, string Tenant), CachedSystem> _systems = new();

    /// <summary>The system prompt of an agent for a tenant as it stands.</summary>
    public string System(AgentDefinition agent, TenantView tenant)
    {
        var key = (agent.Id, tenant.TenantId);
        if (_systems.TryGetValue(key, out var cached) && cached.Is(agent, tenant)) return cached.Text;
        var text = Compose(agent, tenant);
        if (_systems.Count >= MaxCached) _systems.Clear();
        _systems[key] = new CachedSystem(agent.Revision, tenant.Version, tenant.PriceList, tenant.Knowledge, text);
        return text;
    }

    /// <summary>The talk: earlier lines, and the unanswered messages marked as what they are, with what is known of the customer.</summary>
    public static List<ModelMessage> Messages(AgentDefinition agent, AgentTask task)
    {
        var messages = new List<ModelMessage>(task.Turn.History.Count + 1);
        foreach (var line in task.Turn.History)
        {
            var text = Cut(line.Text, MaxLine);
            if (text.Length > 0) messages.Add(line.FromCustomer ? new ModelMessage.User(Untrusted(text)) : new ModelMessage.Assistant(text));
        }
        messages.Add(new ModelMessage.User(Known(agent, task) + Untrusted(Cut(Pending(task.Turn), MaxPending))));
        return messages;
    }

    /// <summary>The customer's unanswered words as one text.</summary>
    internal static string Pending(TurnSnapshot turn) => string.Join('\n', turn.Pending.Select(l => l.Text));

    /// <summary>Marks text from outside. Its own angle brackets are replaced, so that it cannot end the mark.</summary>
    internal static string Untrusted(string text) =>
        "<customer_message>\n" + text.Replace('<', '‹').Replace('>', '›') + "\n</customer_message>";

    private string Compose(AgentDefinition agent, TenantView tenant)
    {
        var arabic = agent.Language == "ar";
        var text = new StringBuilder(agent.Prompt, agent.Prompt.Length + 4_096);
        text.Append(arabic ? "\n\n# حدود الرد\n" : "\n\n# Limits\n");
        var (words, emoji) = (agent.Limits.MaxWords, agent.Limits.MaxEmoji);
        if (arabic) text.Append(CultureInfo.InvariantCulture, $"كلمات الرد: {words} على الأكثر. الإيموجي: {emoji} على الأكثر.\n");
        else text.Append(CultureInfo.InvariantCulture, $"At most {words} words and {emoji} emoji a reply.\n");
        text.Append(arabic ? "\n# حقائق الشركة\nالاسم: " : "\n# Company facts\nName: ").Append(tenant.CompanyName).Append('\n');
        text.Append(arabic ? "\n## قائمة الأسعار\n" : "\n## Price list\n");
        if (tenant.PriceList.Count == 0) text.Append(arabic ? "لا توجد أسعار معلنة؛ لا تذكر أي سعر.\n" : "No prices are published; name none.\n");
        foreach (var item in tenant.PriceList) Price(text, item, arabic);
        text.Append(arabic ? "\n## معلومات وسياسات\n" : "\n## Facts and policies\n");
        foreach (var item in tenant.Knowledge.Take(MaxKnowledge))
            text.Append("- ").Append(item.Code).Append(": ").Append(Cut(arabic ? item.TextAr : item.TextEn, MaxLine)).Append('\n');
        if (showSchema)
        {
            text.Append(arabic ? "\n# مخطط JSON للإخراج\n" : "\n# JSON schema of the output\n")
                .Append(ModelSchema.From(agent.Output.Document).ToJsonString(ToolBox.Json)).Append('\n');
        }
        return text.ToString();
    }

    private static void Price(StringBuilder text, PriceListItem item, bool arabic)
    {
        text.Append("- ").Append(arabic ? item.NameAr : item.NameEn).Append(" (").Append(item.Code).Append("): ")
            .Append(item.Price.Amount.ToString("0.##", CultureInfo.InvariantCulture)).Append(' ')
            .Append(arabic && item.Price.Currency == "SAR" ? "ريال" : item.Price.Currency).Append(' ').Append(Period(item.Period, arabic))
            .Append(item.VatIncluded ? (arabic ? "، شامل الضريبة" : ", VAT included") : (arabic ? "، غير شامل الضريبة" : ", VAT not included"));
        var features = arabic ? item.FeaturesAr : item.FeaturesEn;
        if (features.Count > 0) text.Append(arabic ? ". المزايا: " : ". Features: ").AppendJoin(arabic ? "؛ " : "; ", features);
        text.Append('\n');
    }

    private static string Period(string period, bool arabic) => (period, arabic) switch
    {
        ("month", true) => "شهرياً",
        ("year", true) => "سنوياً",
        ("once", true) => "مرة واحدة",
        ("month", false) => "a month",
        ("year", false) => "a year",
        _ => "once",
    };

    private static string Known(AgentDefinition agent, AgentTask task)
    {
        var arabic = agent.Language == "ar";
        var local = BusinessCalendar.Riyadh.Local(task.Now);
        var text = new StringBuilder(256).Append(arabic ? "# الآن\n" : "# Now\n")
            .Append(local.ToString("dddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append(" AST\n")
            .Append(arabic ? "# ما نعرفه عن العميل\n" : "# What we know of the customer\n");
        // Names and facts came from the customer as well, so they stand as data, one short line each.
        if (task.Turn.CustomerName is { Length: > 0 } name) text.Append("name: ").Append(Plain(name)).Append('\n');
        if (task.Lead is { } lead)
        {
            text.Append(CultureInfo.InvariantCulture, $"status: {lead.Status}, score: {lead.Score}, {lead.Temperature}\n");
            foreach (var (fact, value) in lead.Facts.Take(20)) text.Append(fact).Append(": ").Append(Plain(value)).Append('\n');
        }
        // The rest of the memory is the rules' own bookkeeping.
        foreach (var (word, value) in task.Turn.Memory.Where(m => m.Key.StartsWith(TalkMemory.Slot, StringComparison.Ordinal)).Take(20))
            text.Append(Plain(word[TalkMemory.Slot.Length..])).Append(": ").Append(Plain(value)).Append('\n');
        return text.Append('\n').ToString();
    }

    private static string Plain(string value) => Cut(value.ReplaceLineEndings(" ").Replace('<', '‹').Replace('>', '›'), 200);

    private static string Cut(string text, int max)
    {
        if (text.Length <= max) return text;
        return text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)] + "…";
    }

    private sealed record CachedSystem(string Revision, long Version, IReadOnlyList<PriceListItem> Prices, IReadOnlyList<KnowledgeItem> Knowledge, string Text)
    {
        public bool Is(AgentDefinition agent, TenantView tenant) => Revision == agent.Revision && Version == tenant.Version && Prices.Count == tenant.PriceList.Count
            && Knowledge.Count == tenant.Knowledge.Count;
    }
}
