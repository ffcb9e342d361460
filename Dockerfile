# The one image of all roles: docker build -t gridpulse .

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -pl standalone -am package -Dmaven.test.skip=true \
    -Dspotless.apply.skip=true -Dspotless.check.skip=true -Dgridpulse.app.directory=/app \
    # A container has its database elsewhere.
    && rm /app/embedded-postgres-binaries-*.jar

FROM eclipse-temurin:25-jre
RUN groupadd --gid 10001 gridpulse \
    && useradd --uid 10001 --gid gridpulse --no-create-home --home-dir /var/lib/gridpulse gridpulse \
    && install -d -o gridpulse -g gridpulse -m 700 /var/lib/gridpulse
COPY --from=build /app /opt/gridpulse/lib
COPY --chmod=755 deploy/image/health /opt/gridpulse/health
ENV LC_ALL=C.UTF-8
USER 10001:10001
WORKDIR /var/lib/gridpulse
EXPOSE 8080 8081 8082
HEALTHCHECK --interval=15s --timeout=5s --start-period=300s CMD ["/opt/gridpulse/health", "8080"]
# In this form java is process 1 and gets the signals itself. JDK_JAVA_OPTIONS adds options.
ENTRYPOINT ["java", "--sun-misc-unsafe-memory-access=allow", "-XX:MaxRAMPercentage=65", \
    "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/gridpulse/lib/gridpulse.jar"]
CMD ["--help"]
