using System.Collections.Immutable;
using SalesFlow.Common;

namespace SalesFlow.Grains.Entities;

/// <summary>
/// What a pure decision came to: a refusal, or events with the timers to set and clear. Built by static functions of state, command and time.
/// </summary>
public sealed record Decision
{
    private Decision()
    {
    }

    /// <summary>Why nothing happens, or <see cref="Refusal.None"/>.</summary>
    public Refusal Refusal { get; private init; }

    /// <summary>A stable word that completes the refusal.</summary>
    public string? Detail { get; private init; }

    /// <summary>The rule that was broken, a stable word, where the field alone does not tell; or null.</summary>
    public string? Rule { get; private init; }

    /// <summary>What happens, in order.</summary>
    public ImmutableArray<IDomainEvent> Events { get; private init; } = [];

    /// <summary>Timers to set or move.</summary>
    public ImmutableArray<(string Name, DateTimeOffset At)> DueSets { get; private init; } = [];

    /// <summary>Timers to clear.</summary>
    public ImmutableArray<string> DueClears { get; private init; } = [];

    /// <summary>Accepted, and nothing changes: nothing is committed.</summary>
    public static Decision Nothing { get; } = new();

    /// <summary>Whether the command is accepted.</summary>
    public bool Accepted => Refusal == Refusal.None;

    /// <summary>Whether there is anything to commit.</summary>
    public bool IsEmpty => Events.IsEmpty && DueSets.IsEmpty && DueClears.IsEmpty;

    /// <summary>Refused.</summary>
    public static Decision Refuse(Refusal refusal, string? detail = null) => new() { Refusal = refusal, Detail = detail };

    /// <summary>Refused for a value that cannot be.</summary>
    /// <param name="fault">The field, and behind a colon the rule where the field alone does not tell: <c>stages:stage_kinds</c>.</param>
    public static Decision Invalid(string fault)
    {
        var colon = fault.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? Refuse(Refusal.Invalid, fault)
            : new() { Refusal = Refusal.Invalid, Detail = fault[..colon], Rule = fault[(colon + 1)..] };
    }

    /// <summary>Accepted, with these events.</summary>
    public static Decision Accept(params ReadOnlySpan<IDomainEvent> events) => new() { Events = [.. events] };

    /// <summary>The same, with more events after its own.</summary>
    public Decision And(params ReadOnlySpan<IDomainEvent> events) => this with { Events = [.. Events, .. events] };

    /// <summary>The same, with one event told differently.</summary>
    public Decision Instead(IDomainEvent of, IDomainEvent now) => this with { Events = Events.Replace(of, now) };

    /// <summary>Sets or moves a timer.</summary>
    public Decision DueAt(string name, DateTimeOffset at) => this with { DueSets = DueSets.Add((name, at)) };

    /// <summary>Clears a timer; one that does not stand is no error.</summary>
    public Decision DueClear(string name) => this with { DueClears = DueClears.Add(name) };
}
