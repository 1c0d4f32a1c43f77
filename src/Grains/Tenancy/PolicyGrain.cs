using System.Security.Cryptography;
using System.Text;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>A policy: its texts are in its events and read rows, not here.</summary>
[GrainType("policy")]
internal sealed class PolicyGrain(
    [PersistentState("policy", EntityStorage.Provider)] IPersistentState<EntityRecord<PolicyState>> storage, TimeProvider clock, TenantViews tenants)
    : EntityGrain<PolicyState>(storage, clock), IPolicyGrain
{
    public async Task<Outcome> Create(string commandId, WritePolicy command)
    {
        var calendar = (await tenants.Get(Key.Tenant)).Calendar();
        return await Execute(commandId, (s, now) => PolicyDecisions.Create(s, command, calendar.Day(now), now));
    }

    public async Task<Outcome> Update(string commandId, ChangePolicy command, long? expectedVersion)
    {
        var calendar = (await tenants.Get(Key.Tenant)).Calendar();
        return await Execute(commandId, (s, now) => PolicyDecisions.Update(s, command, Version, expectedVersion, calendar.Day(now), now));
    }
}

/// <summary>A policy without its texts.</summary>
internal sealed record PolicyState : IFold<PolicyState>
{
    /// <summary>The newest version's number; 0 before the first.</summary>
    public int Number { get; init; }

    public PolicyType Type { get; init; }

    public string Name { get; init; } = "";

    public DateOnly EffectiveFrom { get; init; }

    public bool IsActive { get; init; } = true;

    /// <summary>Hashes of the newest texts: enough to see that nothing changed. The English one is null where there is no text.</summary>
    public string HashAr { get; init; } = "";

    public string? HashEn { get; init; }

    public PolicyState Apply(IDomainEvent e) => e switch
    {
        PolicyVersioned v => this with
        {
            Number = v.Number,
            Type = v.Type,
            Name = v.Name,
            EffectiveFrom = v.EffectiveFrom,
            HashAr = HashOf(v.ContentAr),
            HashEn = v.ContentEn is { } en ? HashOf(en) : null,
        },
        PolicySwitched s => this with { IsActive = s.IsActive },
        _ => this,
    };

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>What commands to a policy come to.</summary>
internal static class PolicyDecisions
{
    /// <summary>How many days before it takes effect a change of some policies must be known.</summary>
    public const int NoticeDays = 30;

    /// <summary>The longest text, in characters.</summary>
    public const int LongestContent = 50_000;

    public static Decision Create(PolicyState state, WritePolicy c, DateOnly today, DateTimeOffset now)
    {
        if (state.Number > 0) return Decision.Refuse(Refusal.AlreadyExists);
        if (!Enum.IsDefined(c.Type)) return Decision.Refuse(Refusal.Invalid, "type");
        if (Wrong(c.Name, c.ContentAr, c.ContentEn) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        // Nobody relies on a first version yet: it needs no notice.
        var from = c.EffectiveFrom ?? today;
        if (from < today) return Decision.Refuse(Refusal.Invalid, "effectiveFrom");
        var decision = Decision.Accept(new PolicyVersioned(c.Type, 1, c.Name.Trim(), c.ContentAr, c.ContentEn, from, now));
        return c.IsActive ? decision : decision.And(new PolicySwitched(false, now));
    }

    public static Decision Update(PolicyState state, ChangePolicy c, long version, long? expected, DateOnly today, DateTimeOffset now)
    {
        if (state.Number == 0) return Decision.Refuse(Refusal.NotFound);
        if (expected is { } seen && seen != version) return Decision.Refuse(Refusal.StaleVersion);
        var decision = c.IsActive is { } active && active != state.IsActive ? Decision.Accept(new PolicySwitched(active, now)) : Decision.Nothing;
        var renamed = c.Name is { } name && name.Trim() != state.Name;
        var rewritten = c.ContentAr is { } ar && PolicyState.HashOf(ar) != state.HashAr;
        var translated = c.ContentEn is { } en && (en.Length == 0 ? null : PolicyState.HashOf(en)) != state.HashEn;
        var moved = c.EffectiveFrom is { } day && day != state.EffectiveFrom;
        if (!renamed && !rewritten && !translated && !moved) return decision;

        // The grain keeps no texts: a version is written whole.
        if (c.ContentAr is null) return Decision.Invalid("contentAr:whole_version");
        if (c.ContentEn is null && state.HashEn is not null) return Decision.Invalid("contentEn:whole_version");
        if (Wrong(c.Name ?? state.Name, c.ContentAr, c.ContentEn) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        var earliest = state.Type is PolicyType.Privacy or PolicyType.Commission ? today.AddDays(NoticeDays) : today;
        var from = c.EffectiveFrom ?? earliest;
        if (from < earliest) return Decision.Refuse(Refusal.Invalid, "effectiveFrom");
        return decision.And(new PolicyVersioned(
            state.Type, state.Number + 1, (c.Name ?? state.Name).Trim(), c.ContentAr, c.ContentEn is "" ? null : c.ContentEn, from, now));
    }

    private static string? Wrong(string name, string contentAr, string? contentEn) =>
        string.IsNullOrWhiteSpace(name) || name.Length > 255 ? "name"
        : string.IsNullOrWhiteSpace(contentAr) || contentAr.Length > LongestContent ? "contentAr"
        : contentEn?.Length > LongestContent ? "contentEn"
        : null;
}
