namespace SalesFlow.Agents.Definitions;

/// <summary>A definition with a tenant's own version laid over it. Pure.</summary>
internal static class AgentOverrides
{
    private const int LongestModel = 100;

    /// <summary>The definition that counts for a tenant.</summary>
    public static AgentDefinition Over(AgentDefinition agent, AgentOverride? changes)
    {
        if (changes is null || changes == new AgentOverride()) return agent;
        var thresholds = new Dictionary<string, double>(agent.Thresholds, StringComparer.Ordinal);
        foreach (var (subject, value) in changes.Thresholds ?? new Dictionary<string, double>())
            if (thresholds.ContainsKey(subject)) thresholds[subject] = value;
        return agent with
        {
            PromptAr = changes.PromptAr ?? agent.PromptAr,
            PromptEn = changes.PromptEn ?? agent.PromptEn,
            Thresholds = thresholds,
            Bands = agent.Bands with
            {
                Auto = changes.Auto ?? agent.Bands.Auto,
                Soft = changes.Soft ?? agent.Bands.Soft,
                Hold = changes.Hold ?? agent.Bands.Hold,
            },
            Model = agent.Model with { Name = changes.Model ?? agent.Model.Name, Temperature = changes.Temperature ?? agent.Model.Temperature },
            Revision = Revisions.Of(
                agent.Revision, changes.PromptAr ?? "", changes.PromptEn ?? "",
                FormattableString.Invariant($"{changes.Auto}/{changes.Soft}/{changes.Hold}/{changes.Model}/{changes.Temperature}"),
                string.Join(';', thresholds.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => FormattableString.Invariant($"{t.Key}={t.Value}")))),
        };
    }

    /// <summary>What is wrong with a tenant's own version; empty where it can be used.</summary>
    public static IReadOnlyList<(string Field, string Rule)> Faults(AgentDefinition agent, AgentOverride changes)
    {
        var faults = new List<(string Field, string Rule)>();
        Prompt("promptAr", changes.PromptAr);
        Prompt("promptEn", changes.PromptEn);
        foreach (var (subject, value) in changes.Thresholds ?? new Dictionary<string, double>())
        {
            if (!agent.Thresholds.ContainsKey(subject)) faults.Add(($"thresholds.{subject}", "unknown"));
            else Share($"thresholds.{subject}", value);
        }
        Share("auto", changes.Auto);
        Share("soft", changes.Soft);
        Share("hold", changes.Hold);
        var (auto, soft, hold) = (changes.Auto ?? agent.Bands.Auto, changes.Soft ?? agent.Bands.Soft, changes.Hold ?? agent.Bands.Hold);
        if (faults.Count == 0 && !(hold <= soft && soft <= auto)) faults.Add((changes.Soft is not null ? "soft" : changes.Auto is not null ? "auto" : "hold", "bands"));
        if (changes.Model is { } model && (model.Length > LongestModel || string.IsNullOrWhiteSpace(model))) faults.Add(("model", "length"));
        if (changes.Temperature is < 0 or > 2) faults.Add(("temperature", "range"));
        return faults;

        void Prompt(string field, string? text)
        {
            if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > AgentOverride.LongestPrompt)) faults.Add((field, "length"));
        }

        void Share(string field, double? value)
        {
            if (value is { } share && !(share is >= 0 and <= 1)) faults.Add((field, "range"));
        }
    }
}
