using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Webhooks;

namespace SalesFlow.Grains.Webhooks;

/// <summary>What commands to a webhook come to. Pure.</summary>
internal static class WebhookDecisions
{
    /// <summary>Limits: characters of an address and of a name, and kinds of events.</summary>
    public const int MaxUrl = 2048, MaxName = 255, MaxTypes = 50;

    /// <summary>How long a former secret goes on signing beside the new one.</summary>
    public static readonly TimeSpan FormerSecretLife = TimeSpan.FromDays(1);

    public static Decision Create(WebhookState state, NewWebhook command, Actor actor, DateTimeOffset now)
    {
        if (state.Exists) return Decision.Refuse(Refusal.AlreadyExists);
        if (Wrong(command.Url, command.Name, command.Types) is { } fault) return Decision.Invalid(fault);
        if (!EventVisibility.ShowsAll(actor.Permissions, command.Types)) return Decision.Refuse(Refusal.Forbidden, "types");
        return Decision.Accept(new WebhookCreated(
            command.Url, command.Name.Trim(), Distinct(command.Types), command.ProtectedSecret, Math.Max(0, command.AfterSeq), now));
    }

    public static Decision Update(WebhookState state, UpdateWebhook command, Actor actor, long version, long? expectedVersion, DateTimeOffset now)
    {
        if (!state.Exists) return Decision.Refuse(Refusal.NotFound);
        if (expectedVersion is { } expected && expected != version) return Decision.Refuse(Refusal.StaleVersion);
        if (Wrong(command.Url, command.Name, command.Types) is { } fault) return Decision.Invalid(fault);
        // Another address for events that one may not see oneself would show them too; so would one that gets what was queued under the former kinds.
        if (!EventVisibility.ShowsAll(actor.Permissions, [.. state.Types, .. command.Types ?? []])) return Decision.Refuse(Refusal.Forbidden, "types");
        var types = command.Types is null ? null : Distinct(command.Types);
        var changed = new WebhookUpdated(
            command.Url == state.Url ? null : command.Url,
            command.Name?.Trim() == state.Name ? null : command.Name?.Trim(),
            types is null || types.SequenceEqual(state.Types) ? null : types, now);
        return changed is { Url: null, Name: null, Types: null } ? Decision.Nothing : Decision.Accept(changed);
    }

    public static Decision RotateSecret(WebhookState state, string protectedSecret, Actor actor, DateTimeOffset now) =>
        !state.Exists ? Decision.Refuse(Refusal.NotFound)
        // Whoever knows the secret can write to the receiver in the company's name.
        : !EventVisibility.ShowsAll(actor.Permissions, state.Types) ? Decision.Refuse(Refusal.Forbidden, "types")
        : Decision.Accept(new WebhookSecretRotated(protectedSecret, now + FormerSecretLife, now));

    public static Decision Enable(WebhookState state, Actor actor, DateTimeOffset now) =>
        !state.Exists ? Decision.Refuse(Refusal.NotFound)
        : !EventVisibility.ShowsAll(actor.Permissions, state.Types) ? Decision.Refuse(Refusal.Forbidden, "types")
        : state.DisabledReason is null ? Decision.Nothing
        : Decision.Accept(new WebhookEnabled(now));

    public static Decision Disable(WebhookState state, string reason, DateTimeOffset now) =>
        !state.Exists ? Decision.Refuse(Refusal.NotFound)
        : state.DisabledReason is not null ? Decision.Nothing
        : Decision.Accept(new WebhookDisabled(reason, now));

    public static Decision Delete(WebhookState state, long version, long? expectedVersion, DateTimeOffset now) =>
        !state.Exists ? Decision.Refuse(Refusal.NotFound)
        : expectedVersion is { } expected && expected != version ? Decision.Refuse(Refusal.StaleVersion)
        : Decision.Accept(new WebhookDeleted(now));

    /// <summary>Whether a name asks for events that people may see at all: a known event, all of an entity, or everything.</summary>
    public static bool IsType(string? type) =>
        type == "*"
        || (type is { Length: > 2 and <= 100 }
            && (type.EndsWith(".*", StringComparison.Ordinal)
                ? EventVisibility.Of(type[..^2]) is not null
                : EventCatalog.Names.Contains(type) && EventVisibility.Of(type[..type.IndexOf('.', StringComparison.Ordinal)]) is not null));

    private static string? Wrong(string? url, string? name, IReadOnlyList<string>? types)
    {
        if (url is not null && (url.Length > MaxUrl || !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0)) return "url";
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > MaxName)) return "name";
        if (types is { Count: 0 or > MaxTypes }) return "types:type_count";
        return types is not null && !types.All(IsType) ? "types:event_type" : null;
    }

    private static string[] Distinct(IReadOnlyList<string> types) => [.. types.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
