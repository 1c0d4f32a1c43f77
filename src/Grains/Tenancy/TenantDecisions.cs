using System.Text.Json;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>What commands to a tenant come to.</summary>
internal static class TenantDecisions
{
    /// <summary>A tenant has at most this many numbers.</summary>
    internal const int MaxNumbers = 50;

    /// <summary>The timer that begins the trial and claims a slug.</summary>
    internal const string SetUpTimer = "set-up";

    internal static Decision Register(TenantState state, RegisterTenant command, DateTimeOffset now)
    {
        if (state.CompanyName is not null) return Decision.Refuse(Refusal.AlreadyExists);
        if (string.IsNullOrWhiteSpace(command.CompanyName) || command.CompanyName.Length > 255) return Decision.Refuse(Refusal.Invalid, "companyName");
        if (command.Language is not ("ar" or "en")) return Decision.Refuse(Refusal.Invalid, "language");
        return Decision.Accept(
            new TenantRegistered(command.CompanyName.Trim(), command.OwnerUserId, command.OwnerName, command.Language),
            // A pipeline from the first day; a sector's template replaces it.
            new TemplateApplied("general", [], TenantTemplates.GeneralPipeline, [])).DueAt(SetUpTimer, now);
    }

    internal static Decision Update(TenantState state, UpdateTenant c, long version, long? expected, DateTimeOffset now)
    {
        if (state.CompanyName is null) return Decision.Refuse(Refusal.NotFound);
        if (expected is { } seen && seen != version) return Decision.Refuse(Refusal.StaleVersion);
        if (TenantSettingsRules.Wrong(c) is { } field) return Decision.Refuse(Refusal.Invalid, field);
        var changed = new TenantSettingsChanged(c, now);
        // Telling again what stands is no change. Lists differ by reference, so they are compared as they would be stored.
        return JsonSerializer.Serialize(state.Apply(changed), AdministrationJson.Default.TenantState)
            == JsonSerializer.Serialize(state, AdministrationJson.Default.TenantState)
            ? Decision.Nothing
            : Decision.Accept(changed);
    }

    internal static Decision Suspend(TenantState state, string reason, DateTimeOffset now)
    {
        if (state.CompanyName is null) return Decision.Refuse(Refusal.NotFound);
        if (Reason(reason) is { } refused) return refused;
        return state.Profile.Suspended ? Decision.Nothing : Decision.Accept(new TenantSuspended(reason.Trim(), now));
    }

    internal static Decision Reactivate(TenantState state, string reason, DateTimeOffset now)
    {
        if (state.CompanyName is null) return Decision.Refuse(Refusal.NotFound);
        if (Reason(reason) is { } refused) return refused;
        return state.Profile.Suspended ? Decision.Accept(new TenantReactivated(reason.Trim(), now)) : Decision.Nothing;
    }

    internal static Decision Warn(TenantState state, QuotaWarning warning, DateTimeOffset now) =>
        state.CompanyName is null ? Decision.Refuse(Refusal.NotFound)
        // Whoever was told that all is used up need not hear that most is.
        : state.Warned.Contains(WarningKey(warning)) || state.Warned.Contains(FullKey(warning)) ? Decision.Nothing
        : Decision.Accept(new QuotaWarned(warning, now));

    /// <summary>What is told once: that four fifths are used, and that all is.</summary>
    internal static string WarningKey(QuotaWarning warning) => warning.Used >= warning.Limit ? FullKey(warning) : $"{warning.Month}:{warning.Metric}";

    private static string FullKey(QuotaWarning warning) => $"{warning.Month}:{warning.Metric}:full";

    private static Decision? Reason(string reason) =>
        string.IsNullOrWhiteSpace(reason) ? Decision.Refuse(Refusal.ReasonRequired, "reason")
        : reason.Length > 500 ? Decision.Refuse(Refusal.Invalid, "reason")
        : null;

    internal static Decision ApplyTemplate(TenantState state, string name)
    {
        if (state.CompanyName is null) return Decision.Refuse(Refusal.NotFound);
        return TenantTemplates.Find(name) is { } template
            ? Decision.Accept(template)
            : Decision.Refuse(Refusal.Invalid, "template");
    }

    internal static Decision ConnectNumber(TenantState state, ConnectedNumber number)
    {
        if (state.CompanyName is null) return Decision.Refuse(Refusal.NotFound);
        if (state.Numbers.Contains(number)) return Decision.Nothing;
        return state.Numbers.Length >= MaxNumbers && state.Numbers.All(n => n.PhoneNumberId != number.PhoneNumberId)
            ? Decision.Refuse(Refusal.LimitReached, "numbers")
            : Decision.Accept(new NumberConnected(number));
    }
}
