using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using SalesFlow.Access;

namespace SalesFlow.WebApi.Http;

/// <summary>
/// What routes need. Each names one permission; a route that names none still needs a valid token. The command behind the route checks again:
/// this is the first door, not the only one.
/// </summary>
public static class Policies
{
    /// <summary>Runs the installation; crosses tenants only here.</summary>
    public const string Platform = "salesflow.platform";

    /// <summary>The route needs a permission.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder routes, Permission permission) where TBuilder : IEndpointConventionBuilder =>
        routes.RequireAuthorization(PolicyOf(permission)).WithMetadata(new RequiredPermission(permission));

    /// <summary>The route is a person's own: a key, which is no person, is refused.</summary>
    internal static TBuilder ForPeople<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder =>
        routes.RequireAuthorization(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(AuthClaims.Tenant)
            .RequireAssertion(context => ActorOf(context.User, null) is { Kind: ActorKind.User }).Build());

    internal static void Configure(AuthorizationOptions options)
    {
        var signedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(AuthClaims.Tenant).Build();
        options.DefaultPolicy = signedIn;
        options.FallbackPolicy = signedIn;
        options.AddPolicy(Platform, PolicyOf(Permission.Platform));
    }

    /// <summary>Who a validated token or key stands for; null where it names no role that we know.</summary>
    internal static Actor? ActorOf(ClaimsPrincipal principal, string? address)
    {
        if (principal.FindFirstValue(AuthClaims.Subject) is not { Length: > 0 } id) return null;
        if (principal.FindFirstValue(AuthClaims.Scopes) is { } scopes)
            return Actor.Key(id, PermissionSet.Of(scopes.Split(' ').Select(Permissions.Find).OfType<Permission>()), address);
        return Roles.Find(principal.FindFirstValue(AuthClaims.Role)) is { } role ? Actor.User(id, role, address) : null;
    }

    private static AuthorizationPolicy PolicyOf(Permission permission) => new AuthorizationPolicyBuilder()
        .RequireAuthenticatedUser().RequireClaim(AuthClaims.Tenant)
        .RequireAssertion(context => ActorOf(context.User, null)?.May(permission) == true)
        .Build();
}

/// <summary>On a route: the permission that it needs, for the OpenAPI document and the tests that walk it.</summary>
/// <param name="Permission">The permission.</param>
public sealed record RequiredPermission(Permission Permission);
