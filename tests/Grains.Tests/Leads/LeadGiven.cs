using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Leads;
using SalesFlow.Leads;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.Leads;

/// <summary>Leads as tests need them.</summary>
internal static class LeadGiven
{
    public const string LeadId = "lead-1";

    /// <summary>A Sunday, 10:00 in Riyadh.</summary>
    public static readonly DateTimeOffset Sunday = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    public static readonly TemperatureBands Bands = new();

    public static LeadState Fresh { get; } =
        new LeadState().Apply(new LeadCreated("سارة", "+966551234567", "whatsapp", "contact-1", "talk-1", "ar", null, Sunday));

    public static LeadInsight Insight(string message, Dictionary<string, string>? facts, params string[] signals) => new(message, facts ?? [], signals, Sunday);

    public static Dictionary<string, string> Facts(params (string Name, string Value)[] facts) => facts.ToDictionary(f => f.Name, f => f.Value);

    public static LeadState After(this LeadState state, Decision decision)
    {
        Assert.Equal(Refusal.None, decision.Refusal);
        return decision.Events.Aggregate(state, (s, e) => s.Apply(e));
    }

    public static LeadState Learn(this LeadState state, LeadInsight insight) => state.After(LeadDecisions.Learn(state, LeadId, insight, Bands, Sunday));
}
