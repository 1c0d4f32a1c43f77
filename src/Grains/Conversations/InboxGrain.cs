using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Conversations;

/// <summary>A tenant's labels and the terms of its leases.</summary>
[GrainType("inbox")]
public sealed class InboxGrain(
    [PersistentState("inbox", EntityStorage.Provider)] IPersistentState<EntityRecord<InboxState>> storage, TimeProvider clock)
    : EntityGrain<InboxState>(storage, clock), IInboxGrain
{
    /// <summary>The id part of every inbox's key.</summary>
    public const string KeyId = "inbox";

    /// <inheritdoc/>
    public Task<Outcome> Configure(string commandId, InboxSettings settings, long? expectedVersion) =>
        Execute(commandId, (s, _) => expectedVersion is { } seen && seen != Version
            ? Decision.Refuse(Refusal.StaleVersion)
            : InboxDecisions.Configure(s, settings));

    /// <inheritdoc/>
    public Task<Outcome> DefineLabel(string commandId, string labelId, string name, string colour) =>
        Execute(commandId, (s, _) => InboxDecisions.Define(s, labelId, name, colour));

    /// <inheritdoc/>
    public Task<Outcome> ChangeLabel(string commandId, string labelId, string? name, string? colour, bool? archived) =>
        Execute(commandId, (s, _) => InboxDecisions.Change(s, labelId, name, colour, archived));

    /// <inheritdoc/>
    public Task<InboxView> Get() => Task.FromResult(new InboxView(State.Settings, State.Labels, Version));
}

/// <summary>What an inbox remembers.</summary>
public sealed record InboxState : IFold<InboxState>
{
    /// <summary>The terms of leases.</summary>
    public InboxSettings Settings { get; init; } = new();

    /// <summary>The labels, in the order in which they were defined.</summary>
    public ImmutableList<InboxLabel> Labels { get; init; } = [];

    /// <inheritdoc/>
    public InboxState Apply(IDomainEvent e) => e switch
    {
        InboxConfigured c => this with { Settings = c.Settings },
        InboxLabelSet l when Labels.FindIndex(x => x.Id == l.Label.Id) is >= 0 and var place => this with { Labels = Labels.SetItem(place, l.Label) },
        InboxLabelSet l => this with { Labels = Labels.Add(l.Label) },
        _ => this,
    };
}

/// <summary>What commands to an inbox come to.</summary>
internal static partial class InboxDecisions
{
    internal const int MaxLabels = 150;
    internal const int MaxName = 40;

    internal static Decision Configure(InboxState state, InboxSettings settings)
    {
        if (settings.LeaseMinutes is < 1 or > 480) return Decision.Refuse(Refusal.Invalid, "leaseMinutes");
        return state.Settings == settings ? Decision.Nothing : Decision.Accept(new InboxConfigured(settings));
    }

    internal static Decision Define(InboxState state, string labelId, string name, string colour)
    {
        if (state.Labels.Count >= MaxLabels) return Decision.Refuse(Refusal.LimitReached, "labels");
        return Set(state, new InboxLabel(labelId, name.Trim(), colour, false));
    }

    internal static Decision Change(InboxState state, string labelId, string? name, string? colour, bool? archived)
    {
        if (state.Labels.Find(l => l.Id == labelId) is not { } label) return Decision.Refuse(Refusal.NotFound);
        var changed = label with { Name = name?.Trim() ?? label.Name, Colour = colour ?? label.Colour, Archived = archived ?? label.Archived };
        return changed == label ? Decision.Nothing : Set(state, changed);
    }

    private static Decision Set(InboxState state, InboxLabel label)
    {
        if (label.Name.Length is 0 or > MaxName) return Decision.Refuse(Refusal.Invalid, "name");
        if (!Colour().IsMatch(label.Colour)) return Decision.Invalid("colour:colour");
        var taken = !label.Archived && state.Labels.Exists(
            l => l.Id != label.Id && !l.Archived && string.Equals(l.Name, label.Name, StringComparison.OrdinalIgnoreCase));
        return taken ? Decision.Refuse(Refusal.Taken, "name") : Decision.Accept(new InboxLabelSet(label));
    }

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Colour();
}

/// <summary>This silo's copies of inboxes: every take-over needs the terms, and they change once a year. At most five seconds old.</summary>
public sealed class InboxViews(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(5);
    private const int MaxCopies = 10_000;
    private readonly ConcurrentDictionary<string, (InboxView View, DateTimeOffset Until)> _copies = new(StringComparer.Ordinal);

    /// <summary>The tenant's inbox.</summary>
    public async ValueTask<InboxView> Get(string tenant)
    {
        if (_copies.TryGetValue(tenant, out var copy) && clock.GetUtcNow() < copy.Until) return copy.View;
        return await Fresh(tenant);
    }

    /// <summary>The tenant's inbox as it is now: for whoever misses something in the copy.</summary>
    public async Task<InboxView> Fresh(string tenant)
    {
        var view = await grains.GetGrain<IInboxGrain>(TenantKey.Format(tenant, InboxGrain.KeyId)).Get();
        if (_copies.Count >= MaxCopies) _copies.Clear();
        _copies[tenant] = (view, clock.GetUtcNow() + Life);
        return view;
    }
}
