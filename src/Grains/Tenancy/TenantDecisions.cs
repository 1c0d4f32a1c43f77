using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tenancy;

/// <summary>What commands to a tenant come to.</summary>
internal static class TenantDecisions
{
    /// <summary>A tenant has at most this many numbers.</summary>
    internal const int MaxNumbers = 50;

    /// <summary>The timer that begins the trial.</summary>
    internal const string TrialTimer = "trial";

    internal static Decision Register(TenantState state, RegisterTenant command, DateTimeOffset now)
    {
        if (state.CompanyName is not null) return Decision.Refuse(Refusal.AlreadyExists);
        if (string.IsNullOrWhiteSpace(command.CompanyName) || command.CompanyName.Length > 255) return Decision.Refuse(Refusal.Invalid, "companyName");
        if (command.Language is not ("ar" or "en")) return Decision.Refuse(Refusal.Invalid, "language");
        return Decision.Accept(
            new TenantRegistered(command.CompanyName.Trim(), command.OwnerUserId, command.OwnerName, command.Language),
            // A pipeline from the first day; a sector's template replaces it.
            new TemplateApplied("general", [], TenantTemplates.GeneralPipeline, [])).DueAt(TrialTimer, now);
    }

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
