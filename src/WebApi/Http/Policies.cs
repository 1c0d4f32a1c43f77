using Microsoft.AspNetCore.Authorization;

namespace SalesFlow.WebApi.Http;

/// <summary>Roles and the policies that routes name. A route that names none still needs a valid token.</summary>
public static class Policies
{
    /// <summary>Sees the tenant's pipeline and talks: everybody of the company but affiliates.</summary>
    public const string Read = "salesflow.read";

    /// <summary>Works with leads, deals and customers.</summary>
    public const string Work = "salesflow.work";

    /// <summary>Sets the company up: channels, templates.</summary>
    public const string Administer = "salesflow.administer";

    /// <summary>Runs the installation; crosses tenants only here.</summary>
    public const string Platform = "salesflow.platform";

    internal const string Owner = "owner";
    internal const string Superadmin = "superadmin";
    private const string Admin = "admin";
    private const string Manager = "manager";
    private const string Agent = "agent";
    private const string Viewer = "viewer";

    internal static void Configure(AuthorizationOptions options)
    {
        var signedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(AuthClaims.Tenant).Build();
        options.DefaultPolicy = signedIn;
        options.FallbackPolicy = signedIn;
        options.AddPolicy(Read, p => p.RequireClaim(AuthClaims.Tenant).RequireRole(Owner, Admin, Manager, Agent, Viewer, Superadmin));
        options.AddPolicy(Work, p => p.RequireClaim(AuthClaims.Tenant).RequireRole(Owner, Admin, Manager, Agent, Superadmin));
        options.AddPolicy(Administer, p => p.RequireClaim(AuthClaims.Tenant).RequireRole(Owner, Admin, Superadmin));
        options.AddPolicy(Platform, p => p.RequireClaim(AuthClaims.Tenant).RequireRole(Superadmin));
    }
}
