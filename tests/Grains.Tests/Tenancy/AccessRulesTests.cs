using System.Reflection;
using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Tenancy;

namespace SalesFlow.Grains.Tests.Tenancy;

/// <summary>The permission matrix: its table in the documents, and the silo's door, cell by cell.</summary>
public sealed class AccessRulesTests
{
    private static readonly Role[] Columns = [.. Enum.GetValues<Role>()];

    private static IEnumerable<MethodInfo> Guarded => typeof(TenantKey).Assembly.GetTypes().Where(t => t.IsInterface)
        .SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttribute<RequiresAttribute>() is not null);

    [Fact]
    public void The_documents_table_is_the_matrix_cell_by_cell()
    {
        var rows = File.ReadAllLines(Path.Combine(Root(AppContext.BaseDirectory), "docs", "PERMISSIONS.md"))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .ToDictionary(c => c[0].Trim('`'), c => c[1..]);

        Assert.Equal(Permissions.All.Select(p => p.Word()), rows.Keys);
        foreach (var permission in Permissions.All)
            foreach (var (role, i) in Columns.Select((r, i) => (r, i)))
                Assert.True(
                    rows[permission.Word()][i] == (Roles.PermissionsOf(role).Has(permission) ? "✔" : ""), $"{permission.Word()} of {role.Word()} differs.");
    }

    [Fact]
    public async Task The_silo_lets_each_role_through_exactly_where_the_matrix_says()
    {
        Assert.NotEmpty(Guarded);
        var filter = new TenantCallFilter();
        foreach (var method in Guarded)
        {
            var permission = method.GetCustomAttribute<RequiresAttribute>()!.Permission;
            foreach (var role in Columns)
            {
                TenantScope.Enter("t1", Actor.User("u1", role));
                var call = new Call(method);
                var refused = false;
                try
                {
                    await filter.Invoke(call);
                }
                catch (UnauthorizedAccessException)
                {
                    refused = true;
                }
                if (call.Result is Outcome outcome) refused = outcome.Refusal == Refusal.Forbidden;
                var may = Roles.PermissionsOf(role).Has(permission);
                Assert.True((call.Ran, refused) == (may, !may), $"{method.DeclaringType!.Name}.{method.Name} and {role.Word()}: ran {call.Ran}, refused {refused}.");
            }
            TenantScope.Enter("t1");
            var own = new Call(method);
            await filter.Invoke(own);
            Assert.True(own.Ran, "The program itself may.");
        }
    }

    [Fact]
    public void A_key_allows_no_more_than_its_maker_holds()
    {
        var now = DateTimeOffset.UnixEpoch;
        foreach (var role in Columns)
            foreach (var permission in Permissions.All)
            {
                var command = new MakeApiKey("k", "x", "hash", [permission.Word()], null);
                var expected = permission == Permission.Platform ? Refusal.Invalid : Roles.PermissionsOf(role).Has(permission) ? Refusal.None : Refusal.Forbidden;
                Assert.Equal(expected, ApiKeyDecisions.Make(new ApiKeysState(), command, Actor.User("u", role), now).Refusal);
            }
    }

    [Fact]
    public void A_key_ends_when_revoked_or_expired_and_its_use_is_noted_sparingly()
    {
        var now = DateTimeOffset.UnixEpoch;
        var state = ApiKeyDecisions.Make(new ApiKeysState(), new MakeApiKey("k", "x", "hash", ["leads.read"], now.AddHours(1)), Actor.System, now)
            .Events.Aggregate(new ApiKeysState(), (s, e) => s.Apply(e));
        Assert.NotNull(state.Find("k", now));
        Assert.Null(state.Find("k", now.AddHours(1)));
        var used = ApiKeyDecisions.Used(state, "k", now).Events.Aggregate(state, (s, e) => s.Apply(e));
        Assert.True(ApiKeyDecisions.Used(used, "k", now.AddMinutes(14)).IsEmpty);
        Assert.False(ApiKeyDecisions.Used(used, "k", now.AddMinutes(15)).IsEmpty);
        Assert.Null(ApiKeyDecisions.Revoke(used, "k", now).Events.Aggregate(used, (s, e) => s.Apply(e)).Find("k", now));
        Assert.Equal(Refusal.NotFound, ApiKeyDecisions.Revoke(used, "other", now).Refusal);
    }

    private static string Root(string from) =>
        File.Exists(Path.Combine(from, "SalesFlow.sln")) ? from : Root(Path.GetDirectoryName(from) ?? throw new DirectoryNotFoundException("SalesFlow.sln"));

    private sealed class Call(MethodInfo method) : IIncomingGrainCallContext
    {
        public bool Ran { get; private set; }

        public MethodInfo InterfaceMethod => method;

        public MethodInfo ImplementationMethod => method;

        public MethodInfo Method => method;

        public object? Result { get; set; }

        public object Grain => throw new NotSupportedException();

        public IGrainContext TargetContext => throw new NotSupportedException();

        public GrainId? SourceId => null;

        public GrainId TargetId => GrainId.Create("test", "t1/x");

        public GrainInterfaceType InterfaceType => default;

        public string InterfaceName => method.DeclaringType!.Name;

        public string MethodName => method.Name;

        public Orleans.Serialization.Invocation.IInvokable Request => throw new NotSupportedException();

        public Orleans.Serialization.Invocation.Response? Response { get; set; }

        public Task Invoke()
        {
            Ran = true;
            return Task.CompletedTask;
        }
    }
}
