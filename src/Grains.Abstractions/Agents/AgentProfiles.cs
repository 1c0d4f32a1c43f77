using SalesFlow.Access;
using SalesFlow.Common;

namespace SalesFlow.Agents;

/// <summary>A tenant's own version of an agent. Key: <c>tenant/{agent id}</c>.</summary>
[Alias("agent-profile")]
public interface IAgentProfileGrain : ITenantScoped
{
    /// <summary>Writes the next version. What is null is as the product's own definition says. The caller has checked it against the definition.</summary>
    [Alias("Write")]
    [Requires(Permission.AgentsManage)]
    Task<Outcome> Write(string commandId, AgentOverride changes, string? note, string userId, long? expectedVersion);

    /// <summary>Writes an earlier version's content as the next version; number 0 is the product's own definition.</summary>
    [Alias("RollBack")]
    [Requires(Permission.AgentsManage)]
    Task<Outcome> RollBack(string commandId, int number, AgentOverride content, string userId, long? expectedVersion);

    /// <summary>The newest version, or null where the tenant has none.</summary>
    [Alias("Get")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task<AgentProfileView?> Get();
}

/// <summary>What a tenant changes of an agent. Null means: as the product's own definition says.</summary>
[GenerateSerializer, Immutable, Alias("agent.override")]
public sealed record AgentOverride
{
    /// <summary>The longest prompt of a tenant's own, in characters.</summary>
    public const int LongestPrompt = 8_000;

    /// <summary>Whether the agent works at all for this tenant. Conversation agents that are off leave customers to people.</summary>
    [Id(0)]
    public bool Enabled { get; init; } = true;

    /// <summary>The Arabic system prompt, at most 8,000 characters.</summary>
    [Id(1)]
    public string? PromptAr { get; init; }

    /// <summary>The English system prompt, at most 8,000 characters.</summary>
    [Id(2)]
    public string? PromptEn { get; init; }

    /// <summary>Thresholds by subject, 0 to 1; only subjects that the definition has.</summary>
    [Id(3)]
    public IReadOnlyDictionary<string, double>? Thresholds { get; init; }

    /// <summary>Bands of confidence, each 0 to 1, rising from hold over soft to auto.</summary>
    [Id(4)]
    public double? Auto { get; init; }

    /// <summary>See <see cref="Auto"/>.</summary>
    [Id(5)]
    public double? Soft { get; init; }

    /// <summary>See <see cref="Auto"/>.</summary>
    [Id(6)]
    public double? Hold { get; init; }

    /// <summary>A model of the provider that is configured, by its name; at most 100 characters.</summary>
    [Id(7)]
    public string? Model { get; init; }

    /// <summary>0 to 2.</summary>
    [Id(8)]
    public double? Temperature { get; init; }
}

/// <summary>A tenant's own version of an agent.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Number">1 for the first.</param>
/// <param name="Content">What is changed.</param>
/// <param name="Note">Why, or null.</param>
/// <param name="RestoredFrom">The version whose content this is, or null.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">UTC.</param>
/// <param name="Version">The entity's version.</param>
[GenerateSerializer, Immutable, Alias("agent.profile")]
public sealed record AgentProfileView(
    string AgentId, int Number, AgentOverride Content, string? Note, int? RestoredFrom, string By, DateTimeOffset At, long Version);

/// <summary>A version of a tenant's own of an agent was written.</summary>
[EventName("agent.changed")]
public sealed record AgentChanged(
    int Number, AgentOverride Content, string? Note, int? RestoredFrom, string By, DateTimeOffset At) : IDomainEvent;
