namespace SalesFlow.WebApi.Http;

/// <summary>Names of the claims in our tokens.</summary>
internal static class AuthClaims
{
    public const string Subject = "sub";
    public const string Tenant = "tenant_id";
    public const string Role = "role";
    /// <summary>Of a key instead of a role: the words of its permissions, with spaces between.</summary>
    public const string Scopes = "scope";
    public const string Name = "name";
    public const string Language = "lang";

    /// <summary>The account's key: finds the account without its e-mail.</summary>
    public const string Account = "acc";

    /// <summary>The session that the token belongs to.</summary>
    public const string Session = "sid";

    /// <summary><c>access</c>.</summary>
    public const string Type = "type";
}
